namespace Touchline.Exchanges.Binance;

/// <summary>What goes out on a client's WebSocket connection. The border at which faults are put in.</summary>
internal interface IBinanceSender
{
    /// <summary>One text message; the bytes are the callee's only until the call returns.</summary>
    void Send(int connection, ReadOnlySpan<byte> message);

    /// <summary>Closes with a WebSocket status; 0: without a word.</summary>
    void Close(int connection, int status);
}
