namespace Touchline.Exchanges.Binance.Tests;

/// <summary>An exchange that fails says so and is over; nobody waits for it.</summary>
public sealed class FailingExchangeTests
{
    [Fact]
    public async Task A_server_whose_exchange_throws_ends_and_can_be_disposed_of_where_it_is_told()
    {
        using var patience = new CancellationTokenSource(Patience.Most);
        var told = new TaskCompletionSource();
        var server = new ExchangeServer(new ExchangeServerOptions(), new WallClock(), _ => new Broken());
        await server.StartAsync();
        // A continuation that runs where the end is told must not be able to wait for its own thread.
        using CancellationTokenRegistration _ = server.Ended.Register(told.SetResult);
        Task disposed = DisposeWhenToldAsync(server, told.Task);
        using var http = new HttpClient();
        await Assert.ThrowsAnyAsync<Exception>(() => http.GetStringAsync(new Uri($"{server.Url}/fapi/v1/time"), patience.Token));
        await disposed.WaitAsync(patience.Token);
        Assert.Equal("broken on purpose", server.Failure?.Message);
    }

    private static async Task DisposeWhenToldAsync(ExchangeServer server, Task told)
    {
        await told;
        await server.DisposeAsync();
    }

    private sealed class Broken : ISimulatedExchange
    {
        public long NextNs => long.MaxValue;

        public void Advance(long nowNs)
        {
        }

        public void OnRequest(long number, ExchangeRequest request, long nowNs) => throw new InvalidOperationException("broken on purpose");

        public ExchangeReply? OnOpen(int connection, ExchangeRequest request, long nowNs) => null;

        public void OnMessage(int connection, ReadOnlySpan<byte> message, long nowNs)
        {
        }

        public void OnControlFrame(int connection, bool isPong, long nowNs)
        {
        }

        public void OnClosed(int connection, long nowNs)
        {
        }
    }
}
