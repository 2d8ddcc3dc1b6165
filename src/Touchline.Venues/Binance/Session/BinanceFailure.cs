using Touchline.Venues.Wire;

namespace Touchline.Venues.Binance;

/// <summary>What a failed request means.</summary>
internal enum BinanceVerdict
{
    /// <summary>It was carried out.</summary>
    Done,

    /// <summary>It certainly wasn't carried out.</summary>
    Refused,

    /// <summary>Nobody knows: ask, never send again.</summary>
    Unknown,

    /// <summary>The order that it is about isn't there, or has done what the request wanted: ask what became of it.</summary>
    AskOrder,
}

/// <summary>A reply that isn't what was asked for: its HTTP-like status and the venue's own code and text.</summary>
internal readonly record struct BinanceFailure(int Status, int Code, string Text)
{
    /// <summary>When requests are taken again, by the venue's clock; 0: order entry didn't say, and REST says it in a header.</summary>
    public long RetryAtMs { get; init; }

    /// <summary>The key, its rights or its address are wrong: no request of this session will do better.</summary>
    public bool IsAboutKey => Code is -2014 or -2015 or -1022 or -1002;

    public bool IsAboutTime => Code is -1021;

    public bool IsAboutLimit => Status is 429 or 418 || Code is -1003;

    /// <summary>The venue couldn't, for a reason of its own.</summary>
    public bool IsVenueFault => Status >= 500 || Code is -1000 or -1001 or -1008;

    /// <summary>What became of an order request.</summary>
    public BinanceVerdict Verdict => Status switch
    {
        0 or 408 => BinanceVerdict.Unknown,
        _ when Code is -1000 or -1001 or -1006 or -1007 => IsCertainText ? BinanceVerdict.Refused : BinanceVerdict.Unknown,
        _ when Code is -2011 or -2013 or -4116 or -4117 or -5027 => BinanceVerdict.AskOrder,
        _ when Code is -1008 => BinanceVerdict.Refused,
        >= 500 => IsCertainText ? BinanceVerdict.Refused : BinanceVerdict.Unknown,
        409 => BinanceVerdict.Unknown,
        _ => BinanceVerdict.Refused,
    };

    // "Unknown error, please check your request or try again later." leaves everything open; these two say that nothing was done.
    private bool IsCertainText => Text.StartsWith("Service Unavailable", StringComparison.Ordinal)
        || Text.StartsWith("Internal error; unable to process", StringComparison.Ordinal)
        || Text.StartsWith("Request throttled", StringComparison.Ordinal);

    /// <summary>What is in a REST reply's body; a body that is no JSON is taken as its text.</summary>
    public static BinanceFailure Of(int status, ReadOnlySpan<byte> body)
    {
        int code = 0;
        string? text = null;
        var scanner = new JsonScanner(body);
        if (scanner.Peek == '{' && scanner.Enter((byte)'{'))
        {
            while (scanner.NextMember(out ReadOnlySpan<byte> name))
            {
                if (name.SequenceEqual("code"u8) && JsonScanner.IsNumberStart(scanner.Peek))
                    code = (int)scanner.ReadInteger();
                else if (name.SequenceEqual("msg"u8) && scanner.Peek == '"')
                    text = TextOf(scanner.ReadScalar());
                else
                    scanner.Skip();
            }
        }

        return new BinanceFailure(status, code, text ?? TextOf(body));
    }

    public override string ToString() => Code != 0 ? $"{Code}: {Text}" : $"HTTP {Status}: {Text}";

    internal static string TextOf(ReadOnlySpan<byte> bytes)
    {
        const int Longest = 300;
        string text = System.Text.Encoding.UTF8.GetString(bytes.Length > Longest ? bytes[..Longest] : bytes).Trim();
        return text.Length == 0 ? "(no text)" : text;
    }
}
