using System.Text;

namespace Touchline.Exchanges.Binance;

/// <summary>
/// A REST request's parameters, of the query string and of a form-encoded body; where both have one the query string wins. The signature is over the query string and the body
/// as they came, one directly after the other, without the parameter "signature".
/// </summary>
internal sealed class BinanceQuery
{
    private const int MostParameters = 256;

    private readonly Dictionary<string, string> _values = [];
    private readonly StringBuilder _signed = new();
    private int _count;

    public BinanceQuery(string query, ReadOnlySpan<byte> body)
    {
        Parameters = new BinanceParameters(_values);
        Read(Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(query)));
        Read(Encoding.Latin1.GetString(body));
    }

    public BinanceParameters Parameters { get; }

    /// <summary>What was signed.</summary>
    public byte[] SignedBytes => Encoding.Latin1.GetBytes(_signed.ToString());

    public BinanceError? Refusal { get; private set; }

    /// <param name="text">A character a byte, so that what was signed stays what was sent.</param>
    private void Read(string text)
    {
        HashSet<string> own = [];
        bool isFirst = true;
        foreach (Range range in text.AsSpan().Split('&'))
        {
            ReadOnlySpan<char> part = text.AsSpan()[range];
            int equals = part.IndexOf('=');
            ReadOnlySpan<char> name = equals < 0 ? part : part[..equals];
            if (name is not "signature")
            {
                _signed.Append(isFirst ? "" : "&").Append(part);
                isFirst = false;
            }

            if (!part.IsEmpty)
                Add(own, Decode(name), equals < 0 ? "" : Decode(part[(equals + 1)..]));
        }
    }

    private void Add(HashSet<string> own, string name, string value)
    {
        if (++_count > MostParameters)
            Refusal ??= ProtocolErrors.TooManyParameters(MostParameters, _count);
        else if (!own.Add(name))
            Refusal ??= ProtocolErrors.DuplicateParameter;
        else
            _values.TryAdd(name, value);
    }

    /// <summary>A percent sign without two hexadecimal digits stands for itself.</summary>
    private static string Decode(ReadOnlySpan<char> text) =>
        Uri.UnescapeDataString(Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(text.ToString())).Replace('+', ' '));
}
