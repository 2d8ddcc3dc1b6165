using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Touchline.Exchanges.Binance;

/// <summary>Writes a stream's messages and hands them to its listeners, each written once.</summary>
internal sealed class StreamText : IDisposable
{
    private readonly IBinanceSender _sender;
    private readonly ExchangeSkew _skew;
    private readonly Func<bool> _skips;
    private readonly ArrayBufferWriter<byte> _plain = new();
    private readonly ArrayBufferWriter<byte> _wrapped = new();
    private readonly Utf8JsonWriter _json;

    /// <param name="skips">Asked before each message of a numbered stream: true leaves it out for everybody.</param>
    public StreamText(IBinanceSender sender, ExchangeSkew skew, Func<bool> skips)
    {
        (_sender, _skew, _skips) = (sender, skew, skips);
        _json = new Utf8JsonWriter(_plain, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });
    }

    public bool Skips() => _skips();

    public long ToMs(long nowNs) => _skew.ToMs(nowNs);

    /// <summary>Begins a message.</summary>
    public Utf8JsonWriter Begin()
    {
        _plain.ResetWrittenCount();
        _json.Reset();
        return _json;
    }

    /// <summary>Begins a message about an event of a kind: an object that is still open.</summary>
    public Utf8JsonWriter BeginEvent(string kind, long nowNs)
    {
        Utf8JsonWriter json = Begin();
        WriteKind(json, kind, nowNs);
        return json;
    }

    /// <summary>Opens an event's object within a message.</summary>
    public void WriteKind(Utf8JsonWriter json, string kind, long nowNs)
    {
        json.WriteStartObject();
        json.WriteString("e", kind);
        json.WriteNumber("E", ToMs(nowNs));
    }

    public void Send(MarketStream stream)
    {
        _json.Flush();
        _wrapped.ResetWrittenCount();
        foreach (MarketConnection listener in stream.Listeners)
        {
            if (listener.IsCombined && _wrapped.WrittenCount == 0)
                Wrap(stream.Name);
            _sender.Send(listener.Number, listener.IsCombined ? _wrapped.WrittenSpan : _plain.WrittenSpan);
        }
    }

    public void Dispose() => _json.Dispose();

    private void Wrap(string name)
    {
        _wrapped.Write("{\"stream\":\""u8);
        _wrapped.Write(JsonEncodedText.Encode(name, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes);
        _wrapped.Write("\",\"data\":"u8);
        _wrapped.Write(_plain.WrittenSpan);
        _wrapped.Write("}"u8);
    }
}
