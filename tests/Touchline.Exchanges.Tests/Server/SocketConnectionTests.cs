namespace Touchline.Exchanges.Tests;

/// <summary>The end of a client's connection, told to the exchange a little late.</summary>
public sealed class SocketConnectionTests
{
    // A client's close frame, masked with zeros.
    private static readonly byte[] GoodBye = [0x88, 0x80, 0, 0, 0, 0];

    [Fact]
    public async Task What_is_sent_after_the_end_goes_nowhere_and_aborts_nothing()
    {
        int aborts = 0;
        var connection = new SocketConnection(1, 4, () => aborts++);
        using var stream = new MemoryStream();
        stream.Write(GoodBye);
        stream.Position = 0;
        using var inbox = new ServerInbox();
        await connection.ServeAsync(stream, inbox, CancellationToken.None);
        connection.Send([0x81, 0]);
        connection.Drop();
        Assert.Equal(0, aborts);
    }

    [Fact]
    public async Task A_client_that_is_gone_without_a_word_is_aborted_once()
    {
        int aborts = 0;
        var connection = new SocketConnection(1, 4, () => aborts++);
        using var inbox = new ServerInbox();
        await connection.ServeAsync(new MemoryStream(), inbox, CancellationToken.None);
        connection.Send([0x81, 0]);
        connection.Drop();
        Assert.Equal(1, aborts);
    }
}
