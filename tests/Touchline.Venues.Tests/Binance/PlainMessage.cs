using System.Numerics;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Touchline.Core;
using Touchline.Venues.Binance;

namespace Touchline.Venues.Tests;

/// <summary>
/// The naive twin of the decoder: System.Text.Json makes a tree, members are looked up in it as text, numbers are read as big integers. Written from what a message
/// must be, not from how the decoder goes about it.
/// </summary>
internal sealed partial class PlainMessage
{
    private const long MostMs = long.MaxValue / 1_000_000;

    private static readonly HashSet<string> Levels = ["a", "b", "asks", "bids"], Integers = ["E", "T", "U", "u", "pu", "lastUpdateId"],
        Texts = ["e", "s", "b", "a", "B", "A", "p", "q", "X", "r", "i", "S"];

    private readonly DecimalUnit _tick, _lot;
    private readonly List<string> _levels = [];
    private readonly Dictionary<string, string> _scalars = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _candle = new(StringComparer.Ordinal);
    private bool _bids, _asks, _levelIsWrong, _misfit;
    private bool? _maker;
    private long _eventMs;

    private PlainMessage(Instrument units) => (_tick, _lot) = (units.PriceUnit.Step, units.QuantityUnit.Step);

    /// <summary>What is to be said about a message, as one line; see <see cref="Line"/>.</summary>
    public static string Read(byte[] json, Instrument units)
    {
        PlainNode? root = PlainNode.Parse(json);
        if (root is null || root.Kind is not (JsonValueKind.Object or JsonValueKind.Array))
            return "Broken";
        var plain = new PlainMessage(units);
        try
        {
            if (root.Kind == JsonValueKind.Object)
                plain.Gather(root, 1);
            return plain.Judge();
        }
        catch (FormatException)
        {
            return "Broken";
        }
    }

    /// <summary>The decoder's message as the same line.</summary>
    public static string Line(in BinanceMessage m, EventBuffer rows)
    {
        if (m.Kind is BinanceMessageKind.Broken or BinanceMessageKind.Other)
            return m.Kind.ToString();
        var line = new StringBuilder($"{m.Kind} {Encoding.Latin1.GetString(m.Symbol)} E{m.EventMs} T{m.TransactionMs}");
        if (m.Kind is BinanceMessageKind.Depth or BinanceMessageKind.PartialDepth or BinanceMessageKind.Snapshot or BinanceMessageKind.BookTicker)
            line.Append($" {m.FirstId} {m.LastId} {m.PreviousId}");
        if (m.Kind == BinanceMessageKind.AggregateTrade)
            line.Append($" #{m.TradeId}");
        if (m.MisfitPrice is not null || m.MisfitQuantity is not null)
            return line.Append(" misfit").ToString();
        foreach (MarketEvent row in rows.Events)
            line.Append($" {row.Kind}:{row.Side}:{row.Price.Units}:{row.Quantity.Units}:{row.Reference}");
        return line.ToString();
    }

    // Objects named data and o are part of the message; the last of two members of one name counts.
    private void Gather(PlainNode node, int depth)
    {
        foreach ((string name, PlainNode value) in node.Members)
        {
            bool isOpened = value.Kind == JsonValueKind.Object && depth < 4;
            if (isOpened && name is "data" or "o")
            {
                long before = _eventMs;
                Gather(value, depth + 1);
                if (name == "o" && before != 0)
                    _eventMs = before;
            }
            else if (isOpened && name == "k")
            {
                foreach ((string inner, PlainNode text) in value.Members)
                {
                    if (text.IsScalar)
                        _candle[inner] = (text.Kind == JsonValueKind.String ? "\"" : "") + text.Text;
                }
            }
            else if (value.Kind == JsonValueKind.Array && Levels.Contains(name))
            {
                GatherLevels(value, name[0] == 'b');
            }
            else
            {
                GatherScalar(name, value);
            }
        }
    }

    private void GatherScalar(string name, PlainNode value)
    {
        if (value.Kind == JsonValueKind.Number && Integers.Contains(name))
        {
            long number = Integer(value.Text) ?? throw new FormatException(name);
            _scalars[name is "lastUpdateId" ? "u" : name] = number.ToString();
            if (name == "lastUpdateId")
                _scalars["snapshot"] = "";
            if (name == "E")
                _eventMs = number;
        }
        else if (name == "m" && value.Kind is JsonValueKind.True or JsonValueKind.False)
        {
            _maker = value.Kind == JsonValueKind.True;
        }
        else if (value.Kind is JsonValueKind.String or JsonValueKind.Number && Texts.Contains(name))
        {
            _scalars[name] = value.Text;
        }
        else if (name == "stream" && value.Kind == JsonValueKind.String)
        {
            _scalars[name] = value.Text;
        }
    }

    private void GatherLevels(PlainNode levels, bool isBid)
    {
        if (isBid)
            _bids = true;
        else
            _asks = true;
        foreach (PlainNode level in levels.Elements)
        {
            if (level.Kind != JsonValueKind.Array || level.Elements.Count < 2 || !level.Elements[0].IsScalar || !level.Elements[1].IsScalar)
                _levelIsWrong = true;
            else
                _levels.Add($"{(isBid ? Side.Buy : Side.Sell)} {level.Elements[0].Text} {level.Elements[1].Text}");
        }
    }

    private string Judge()
    {
        string kind = Get("e");
        long transactionMs = Long("T");
        if (_eventMs is < 0 or > MostMs || transactionMs is < 0 or > MostMs)
            return "Broken";
        bool isSnapshot = _scalars.ContainsKey("snapshot");
        if (isSnapshot || kind == "depthUpdate")
            return Depth(isSnapshot, transactionMs);
        return kind switch
        {
            "trade" => Trade("Trade", transactionMs),
            "aggTrade" => Trade("AggregateTrade", transactionMs),
            "bookTicker" => Ticker(transactionMs),
            "" when Get("b") != "" && Get("a") != "" && _scalars.ContainsKey("u") && Long("u") != -1 => Ticker(transactionMs),
            "markPriceUpdate" => Mark(transactionMs),
            "forceOrder" => Liquidation(transactionMs),
            "kline" => Candle(),
            _ => "Other",
        };
    }

    private string Depth(bool isSnapshot, long transactionMs)
    {
        string stream = Get("stream");
        if (stream.Contains("@rpiDepth", StringComparison.Ordinal))
            return "Other";
        bool isPartial = FirstDepth().Match(stream) is { Success: true } match && match.Groups["levels"].Length > 0;
        bool isWhole = isSnapshot || _scalars.ContainsKey("U") && _scalars.ContainsKey("u") && Long("U") != -1 && Long("u") != -1 && Long("U") <= Long("u") && (_eventMs | transactionMs) != 0;
        if (!_bids || !_asks || _levelIsWrong || !isWhole)
            return "Broken";
        string row = isSnapshot || isPartial ? "Snapshot" : "Depth";
        var rows = new List<string>();
        foreach (string level in _levels)
        {
            string[] parts = level.Split(' ', 2);
            int space = parts[1].LastIndexOf(' ');
            rows.Add(Row(row, parts[0], parts[1][..space], parts[1][(space + 1)..], 0, mayBeZero: false));
        }

        return Told(isPartial ? "PartialDepth" : isSnapshot ? "Snapshot" : "Depth", transactionMs, rows, withIds: true);
    }

    private string Trade(string kind, long transactionMs)
    {
        if (Get("p") == "" || Get("q") == "" || _maker is null || (_eventMs == 0 && transactionMs == 0))
            return "Broken";
        bool onBook = Get("X") is "" or "MARKET";
        if (!onBook && Number(Get("p")) is { Mantissa.IsZero: true })
            return "Other";
        string row = Row(onBook ? "Trade" : "OffBookTrade", _maker.Value ? "Sell" : "Buy", Get("p"), Get("q"), 0, mayBeZero: false);
        bool isZero = Number(Get("q")) is { Mantissa.IsZero: true };
        return isZero ? "Broken" : Told(kind, transactionMs, [row], withIds: false);
    }

    private string Ticker(long transactionMs)
    {
        if (Get("b") == "" || Get("B") == "" || Get("a") == "" || Get("A") == "" || !_scalars.ContainsKey("u") || Long("u") == -1)
            return "Broken";
        return Told("BookTicker", transactionMs,
            [
                Row("BestQuote", "Buy", Get("b"), Get("B"), Long("u"), mayBeZero: true),
                Row("BestQuote", "Sell", Get("a"), Get("A"), Long("u"), mayBeZero: true),
            ], withIds: true);
    }

    private string Mark(long nextFundingMs)
    {
        if (Scaled(Get("p"), 8) is not { } mark || _eventMs == 0)
            return "Broken";
        var rows = new List<string> { $"MarkPrice:None:{mark}:0:{Scaled(Get("i"), 8) ?? 0}" };
        if (Scaled(Get("r"), 12) is { } rate)
            rows.Add($"Funding:None:{rate}:0:{nextFundingMs * 1_000_000}");
        return Told("MarkPrice", 0, rows, withIds: false);
    }

    private string Liquidation(long transactionMs)
    {
        if (Get("p") == "" || Get("q") == "" || Get("S") is not ("BUY" or "SELL") || (_eventMs == 0 && transactionMs == 0))
            return "Broken";
        return Told("Liquidation", transactionMs, [Row("Liquidation", Get("S") == "BUY" ? "Buy" : "Sell", Get("p"), Get("q"), 0, mayBeZero: false)], withIds: false);
    }

    private string Candle()
    {
        string K(string name) => _candle.GetValueOrDefault(name, "").TrimStart('"');
        if (_candle.GetValueOrDefault("x") != "true" || K("i") != "1m")
            return "Other";
        if (Integer(K("t")) is not (>= 0 and <= MostMs) || Integer(K("T")) is not (>= 0 and <= MostMs) || Integer(K("n")) is not >= 0)
            return "Broken";
        return Told("Candle", Long("T"),
            [
                Row("Candle", "None", K("o"), K("v"), Integer(K("t"))!.Value * 1_000_000, mayBeZero: false),
                Row("Candle", "None", K("h"), K("V"), Integer(K("T"))!.Value * 1_000_000, mayBeZero: false),
                Row("Candle", "None", K("l"), "0", Integer(K("n"))!.Value, mayBeZero: false),
                Row("Candle", "None", K("c"), "0", 0, mayBeZero: false),
            ], withIds: false);
    }

    private string Told(string kind, long transactionMs, List<string> rows, bool withIds)
    {
        var line = new StringBuilder($"{kind} {Get("s")} E{_eventMs} T{transactionMs}");
        if (withIds)
            line.Append($" {(_scalars.ContainsKey("U") ? Long("U") : -1)} {(_scalars.ContainsKey("u") ? Long("u") : -1)} {(_scalars.ContainsKey("pu") ? Long("pu") : -1)}");
        if (kind == "AggregateTrade")
            line.Append($" #{Math.Max(Integer(Get("a")) ?? 0, 0)}");
        if (_misfit)
            return line.Append(" misfit").ToString();
        foreach (string row in rows)
            line.Append(' ').Append(row);
        return line.ToString();
    }

    private string Row(string kind, string side, string price, string quantity, long reference, bool mayBeZero)
    {
        (BigInteger Mantissa, int Decimals) p = Number(price) ?? throw new FormatException("price"), q = Number(quantity) ?? throw new FormatException("quantity");
        if (p.Mantissa.Sign < 0 || q.Mantissa.Sign < 0 || (p.Mantissa.IsZero && !mayBeZero))
            throw new FormatException("sign");
        if (Count(p, _tick) is { } units && Count(q, _lot) is { } lots)
            return $"{kind}:{side}:{units}:{lots}:{reference}";
        _misfit = true;
        return "";
    }

    private static BigInteger? Count((BigInteger Mantissa, int Decimals) value, DecimalUnit step)
    {
        // value / step = mantissa × 10^-decimals ÷ (step mantissa × 10^-step decimals)
        BigInteger top = value.Mantissa, bottom = step.Mantissa;
        int shift = step.Decimals - value.Decimals;
        if (shift >= 0)
            top *= BigInteger.Pow(10, shift);
        else
            bottom *= BigInteger.Pow(10, -shift);
        BigInteger count = BigInteger.DivRem(top, bottom, out BigInteger rest);
        return rest.IsZero && BigInteger.Abs(count) <= DecimalUnit.MaxCount ? count : null;
    }

    private static long? Scaled(string text, int places)
    {
        if (text == "" || Number(text) is not { } value)
            return null;
        BigInteger top = value.Mantissa * BigInteger.Pow(10, Math.Max(0, places - value.Decimals)), bottom = BigInteger.Pow(10, Math.Max(0, value.Decimals - places));
        BigInteger count = (2 * BigInteger.Abs(top) + bottom) / (2 * bottom) * top.Sign;
        return BigInteger.Abs(count) <= DecimalUnit.MaxCount ? (long)count : null;
    }

    /// <summary>A decimal number of at most 18 digits that matter and a sensible size; null when it is none.</summary>
    private static (BigInteger Mantissa, int Decimals)? Number(string text)
    {
        Match match = DecimalNumber().Match(text);
        if (!match.Success || match.Groups["whole"].Length + match.Groups["part"].Length == 0)
            return null;
        string part = match.Groups["part"].Value, exponent = match.Groups["exponent"].Value;
        if ((match.Groups["whole"].Value + part).TrimStart('0').Length > 18)
        {
            // More digits are fine only as zeros at the end of a fraction.
            if (exponent != "" || !match.Groups["point"].Success)
                return null;
            part = part.TrimEnd('0');
            if ((match.Groups["whole"].Value + part).TrimStart('0').Length > 18)
                return null;
        }

        BigInteger mantissa = BigInteger.Parse("0" + match.Groups["whole"].Value + part);
        if (mantissa.IsZero)
            return (0, 0);
        int decimals = part.Length - (exponent == "" ? 0 : int.Parse(exponent.TrimStart('+')));
        for (; mantissa % 10 == 0; mantissa /= 10)
            decimals--;
        return decimals is > -40 and <= 28 ? (text[0] == '-' ? -mantissa : mantissa, decimals) : null;
    }

    private static long? Integer(string text) =>
        WholeNumber().IsMatch(text) && BigInteger.Parse(text) is var value && value >= long.MinValue && value <= long.MaxValue ? (long)value : null;

    private string Get(string name) => _scalars.GetValueOrDefault(name, "");

    private long Long(string name) => _scalars.TryGetValue(name, out string? text) ? long.Parse(text) : 0;

    [GeneratedRegex(@"^-?(?<whole>[0-9]*)(?<point>\.(?<part>[0-9]*))?(?<power>[eE](?<exponent>[+-]?[0-9]{1,3}))?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex DecimalNumber();

    [GeneratedRegex(@"^[+-]?[0-9]+\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex WholeNumber();

    [GeneratedRegex("^.*?@depth(?<levels>[0-9]?)", RegexOptions.CultureInvariant | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex FirstDepth();
}

/// <summary>A JSON value whose strings are the bytes that stand there, as Latin-1, escapes and all: the decoder doesn't look into them.</summary>
internal sealed class PlainNode
{
    public required JsonValueKind Kind { get; init; }

    public string Text { get; init; } = "";

    public bool IsScalar => Kind is not (JsonValueKind.Object or JsonValueKind.Array);

    public List<(string Name, PlainNode Value)> Members { get; } = [];

    public List<PlainNode> Elements { get; } = [];

    /// <summary>Null: it is no JSON.</summary>
    public static PlainNode? Parse(byte[] json)
    {
        var reader = new Utf8JsonReader(PlainJson.WithTameStrings(json));
        try
        {
            reader.Read();
            PlainNode node = Parse(ref reader, json);
            return reader.Read() ? null : node;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static PlainNode Parse(ref Utf8JsonReader reader, byte[] json)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                var made = new PlainNode { Kind = JsonValueKind.Object };
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    string name = Raw(ref reader, json, 1);
                    reader.Read();
                    made.Members.Add((name, Parse(ref reader, json)));
                }

                return made;
            case JsonTokenType.StartArray:
                var array = new PlainNode { Kind = JsonValueKind.Array };
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                    array.Elements.Add(Parse(ref reader, json));
                return array;
            case JsonTokenType.String:
                return new PlainNode { Kind = JsonValueKind.String, Text = Raw(ref reader, json, 1) };
            case JsonTokenType.Number:
                return new PlainNode { Kind = JsonValueKind.Number, Text = Raw(ref reader, json, 0) };
            case JsonTokenType.True:
                return new PlainNode { Kind = JsonValueKind.True, Text = "true" };
            case JsonTokenType.False:
                return new PlainNode { Kind = JsonValueKind.False, Text = "false" };
            default:
                return new PlainNode { Kind = JsonValueKind.Null, Text = "null" };
        }
    }

    private static string Raw(ref Utf8JsonReader reader, byte[] json, int quotes) =>
        Encoding.Latin1.GetString(json, (int)reader.TokenStartIndex + quotes, reader.ValueSpan.Length);
}
