using Touchline.Exchanges;
using Touchline.Exchanges.Binance;

namespace Touchline.Conformance.Tests;

internal delegate void MessageSight(ReadOnlySpan<byte> message);

/// <summary>
/// A simulated Binance that its server's thread works in and another looks into: whoever has the gate has it for himself. What it sends is seen, behind the gate, before it leaves.
/// </summary>
internal sealed class GuardedExchange : ISimulatedExchange, IExchangeOutput, IDisposable
{
    private readonly IExchangeOutput _output;

    public GuardedExchange(BinanceExchangeOptions options, IExchangeOutput output)
    {
        _output = output;
        Exchange = new BinanceExchange(options, this);
    }

    public Lock Gate { get; } = new();

    public BinanceExchange Exchange { get; }

    public MessageSight? OnSends { get; set; }

    public long NextNs
    {
        get
        {
            lock (Gate)
                return Exchange.NextNs;
        }
    }

    public void Advance(long nowNs)
    {
        lock (Gate)
            Exchange.Advance(nowNs);
    }

    public void OnRequest(long number, ExchangeRequest request, long nowNs)
    {
        lock (Gate)
            Exchange.OnRequest(number, request, nowNs);
    }

    public ExchangeReply? OnOpen(int connection, ExchangeRequest request, long nowNs)
    {
        lock (Gate)
            return Exchange.OnOpen(connection, request, nowNs);
    }

    public void OnMessage(int connection, ReadOnlySpan<byte> message, long nowNs)
    {
        lock (Gate)
            Exchange.OnMessage(connection, message, nowNs);
    }

    public void OnControlFrame(int connection, bool isPong, long nowNs)
    {
        lock (Gate)
            Exchange.OnControlFrame(connection, isPong, nowNs);
    }

    public void OnClosed(int connection, long nowNs)
    {
        lock (Gate)
            Exchange.OnClosed(connection, nowNs);
    }

    public void Dispose() => Exchange.Dispose();

    void IExchangeOutput.Reply(long request, ExchangeReply reply) => _output.Reply(request, reply);

    void IExchangeOutput.Send(int connection, ReadOnlySpan<byte> message)
    {
        OnSends?.Invoke(message);
        _output.Send(connection, message);
    }

    void IExchangeOutput.Ping(int connection) => _output.Ping(connection);

    void IExchangeOutput.Close(int connection, int status) => _output.Close(connection, status);

    void IExchangeOutput.Drop(long request) => _output.Drop(request);
}
