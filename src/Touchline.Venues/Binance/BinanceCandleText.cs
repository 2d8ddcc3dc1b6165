using System.Buffers.Text;
using Touchline.Venues.Wire;

namespace Touchline.Venues.Binance;

/// <summary>The k of a kline message as it stands there: nothing is judged before it is known to be one.</summary>
internal ref struct BinanceCandleText
{
    public bool IsClosed;
    public ReadOnlySpan<byte> Interval, Open, High, Low, Close, Volume, TakerVolume;

    private ReadOnlySpan<byte> _openMs, _closeMs, _trades;

    public void Read(ref JsonScanner scanner)
    {
        scanner.Enter((byte)'{');
        while (scanner.NextMember(out ReadOnlySpan<byte> name))
        {
            byte next = scanner.Peek;
            if (name.Length != 1 || next is (byte)'{' or (byte)'[')
                scanner.Skip();
            else
                Take(name[0], next == '"', scanner.ReadScalar());
        }
    }

    /// <summary>False where one is missing, no number, or out of range.</summary>
    public readonly bool TryTimes(out long openMs, out long closeMs, out long trades)
    {
        closeMs = trades = 0;
        return TryInteger(_openMs, BinanceMessage.MostMs, out openMs) && TryInteger(_closeMs, BinanceMessage.MostMs, out closeMs)
            && TryInteger(_trades, long.MaxValue, out trades);
    }

    private void Take(byte letter, bool isText, ReadOnlySpan<byte> value)
    {
        switch (letter)
        {
            case (byte)'x': IsClosed = !isText && value.SequenceEqual("true"u8); break;
            case (byte)'i': Interval = value; break;
            case (byte)'o': Open = value; break;
            case (byte)'h': High = value; break;
            case (byte)'l': Low = value; break;
            case (byte)'c': Close = value; break;
            case (byte)'v': Volume = value; break;
            case (byte)'V': TakerVolume = value; break;
            case (byte)'t': _openMs = value; break;
            case (byte)'T': _closeMs = value; break;
            case (byte)'n': _trades = value; break;
        }
    }

    private static bool TryInteger(ReadOnlySpan<byte> text, long most, out long value) =>
        Utf8Parser.TryParse(text, out value, out int used) && used == text.Length && value >= 0 && value <= most;
}
