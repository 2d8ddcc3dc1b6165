using System.Text;
using Touchline.Core;

namespace Touchline.Venues.Tests;

/// <summary>Inputs for the decoder: real messages and what damage, other orders, unknown members and pure invention make of them. The same for a seed.</summary>
internal sealed class MessageMutation(ulong seed)
{
    private const string Marks = "{}[]\",:\\0123456789.-+eEabBAuUTsStpqkmMXxrino \t\n";

    private static readonly string[] Numbers =
    [
        "0", "-0", "1", "00", "0.0", "5.", ".5", "-1", "1e5", "1E-7", "1e400", "1e999999", "1e-40", "18446744073709551616", "9223372036854775807", "-9223372036854775808",
        "9223372036854775808", "999999999999999999", "1152921504606846976", "1152921504606846977", "0.000000000000000000000000000001", "123456789012345.6789000000000000",
        "61800.20000000000000000", "1000000000000000000000.0", "0.1.2", "--1", "NaN", "Infinity", "١", "1 ", "0x10", "1234567890123456", "123456789012345", "12345678901234.5", "9999999999999999.9",
    ];

    private readonly SeededRandom _random = new(seed);

    public static string[] Messages { get; } =
    [
        """{"stream":"btcusdt@depth@0ms","data":{"e":"depthUpdate","E":1723161256299,"T":1723161256298,"s":"BTCUSDT","U":5123107832006,"u":5123107837557,"pu":5123107831937,"b":[["58710.20","0.014"],["61496.50","0.010"],["61510.90","0.000"]],"a":[["61800.30","2.510"],["61900.00","0.000"]]}}""",
        """{"e":"depthUpdate","E":123456789,"T":123456788,"s":"BTCUSDT","ps":"BTCUSDT","U":157,"u":160,"pu":149,"b":[["0.02","10"]],"a":[],"st":1}""",
        """{"stream":"btcusdt@depth5@100ms","data":{"e":"depthUpdate","E":1723161256299,"T":1723161256298,"s":"BTCUSDT","U":7,"u":9,"pu":5,"b":[["58710.20","0.014"]],"a":[["61800.30","2.510"]]}}""",
        """{"stream":"btcusdt@bookTicker","data":{"e":"bookTicker","u":5123107839020,"s":"BTCUSDT","b":"61800.20","B":"2.507","a":"61800.30","A":"2.510","T":1723161256313,"E":1723161256313}}""",
        """{"e":"bookTicker","u":400900217,"E":1568014460893,"T":1568014460891,"s":"BNBUSDT","ps":"BNBUSDT","b":"25.35000000","B":"31.21000000","a":"25.36000000","A":"40.66000000","st":1}""",
        """{"u":400900217,"s":"BNBUSDT","b":"25.35","B":"31.210","a":"25.36","A":"40.660"}""",
        """{"stream":"btcusdt@trade","data":{"e":"trade","E":1723161256322,"T":1723161256322,"s":"BTCUSDT","t":5266583935,"p":"61800.30","q":"0.006","X":"MARKET","m":false}}""",
        """{"e":"trade","E":1723161256322,"T":1723161256322,"s":"BTCUSDT","t":5266583935,"p":"0","q":"0.006","X":"INSURANCE_FUND","m":true}""",
        """{"stream":"btcusdt@aggTrade","data":{"e":"aggTrade","E":1723161256322,"s":"BTCUSDT","a":5933014,"p":"61800.30","q":"100","nq":"100","f":100,"l":105,"T":1723161256320,"m":true,"st":1}}""",
        """{"e":"aggTrade","E":1616176861895,"s":"BTCUSDT","a":640283266,"p":"58942.01000000","q":"0.00035600","f":716849523,"l":716849523,"T":1616176861893,"m":false,"M":true}""",
        """{"lastUpdateId":5123107852948,"E":1723161256501,"T":1723161256493,"bids":[["61800.20","2.909"],["61800.10","0.696"]],"asks":[["61800.30","20.004"]]}""",
        """{"e":"forceOrder","E":1568014460893,"o":{"s":"BTCUSDT","S":"SELL","o":"LIMIT","f":"IOC","q":"0.014","p":"9910","ap":"9910","X":"FILLED","l":"0.014","z":"0.014","T":1568014460893},"ps":"BTCUSDT","st":1}""",
        """{"e":"markPriceUpdate","E":1562305380000,"s":"BTCUSDT","p":"11794.15","ap":"11794.15","P":"11784.25","i":"11784.62659091","r":"0.00038167","T":1562306400000,"st":1}""",
        """{"e":"kline","E":1638747720001,"s":"BTCUSDT","k":{"t":1638747660000,"T":1638747719999,"s":"BTCUSDT","i":"1m","f":100,"L":200,"o":"1.10","c":"2.20","h":"2.50","l":"1.05","v":"1000","n":77,"x":true,"q":"1.0","V":"500","Q":"0.5","B":"0"}}""",
        """{"stream":"ethusdt@rpiDepth@500ms","data":{"e":"depthUpdate","E":1,"T":1,"s":"ETHUSDT","U":1,"u":2,"pu":0,"b":[["1","1"]],"a":[]}}""",
        """{"result":null,"id":1}""",
    ];

    public byte[] Next()
    {
        if (_random.Chance(0.05))
            return Encoding.UTF8.GetBytes(Invented(0));
        string message = Messages[_random.Below(Messages.Length)];
        if (_random.Chance(0.25))
            message = Rearranged(message);
        byte[] json = Encoding.UTF8.GetBytes(message);
        for (int k = _random.Below(4); k > 0; k--)
            json = Damaged(json);
        return json;
    }

    /// <summary>The same message with its members in another order, unknown ones among them, and white space.</summary>
    public string Rearranged(string message)
    {
        PlainNode? root = PlainNode.Parse(Encoding.UTF8.GetBytes(message));
        var text = new StringBuilder();
        Write(root!, text, inMessage: true);
        return text.ToString();
    }

    private byte[] Damaged(byte[] json)
    {
        if (json.Length == 0)
            return json;
        int at = _random.Below(json.Length), length = Math.Min(1 + _random.Below(12), json.Length - at);
        switch (_random.Below(8))
        {
            case 0:
                json[at] ^= (byte)(1 << _random.Below(8));
                return json;
            case 1:
                json[at] = (byte)Marks[_random.Below(Marks.Length)];
                return json;
            case 2:
                json[at] = (byte)_random.Below(256);
                return json;
            case 3:
                return json[..at];
            case 4:
                return [.. json[..at], .. json[(at + length)..]];
            case 5:
                return [.. json[..at], .. json[at..(at + length)], .. json[at..]];
            case 6:
                return OtherNumber(json, at);
            default:
                byte[] other = Encoding.UTF8.GetBytes(Messages[_random.Below(Messages.Length)]);
                return [.. json[..at], .. other[_random.Below(other.Length)..]];
        }
    }

    // The number nearest behind a place becomes another one.
    private byte[] OtherNumber(byte[] json, int at)
    {
        while (at < json.Length && (uint)(json[at] - '0') > 9)
            at++;
        int end = at;
        while (end < json.Length && ((uint)(json[end] - '0') <= 9 || json[end] == '.'))
            end++;
        return [.. json[..at], .. Encoding.UTF8.GetBytes(Numbers[_random.Below(Numbers.Length)]), .. json[end..]];
    }

    private void Write(PlainNode node, StringBuilder text, bool inMessage)
    {
        Space(text);
        switch (node.Kind)
        {
            case System.Text.Json.JsonValueKind.Object:
                var members = node.Members.ToList();
                while (inMessage && _random.Chance(0.3))
                    members.Add(($"new{_random.Below(9)}", new PlainNode { Kind = System.Text.Json.JsonValueKind.Null, Text = Unknown(0) }));
                for (int i = members.Count - 1; inMessage && i > 0; i--)
                {
                    int j = _random.Below(i + 1);
                    (members[i], members[j]) = (members[j], members[i]);
                }

                text.Append('{');
                for (int i = 0; i < members.Count; i++)
                {
                    text.Append(i == 0 ? "" : ",");
                    Space(text);
                    text.Append('"').Append(members[i].Name).Append('"');
                    Space(text);
                    text.Append(':');
                    Write(members[i].Value, text, inMessage);
                }

                text.Append('}');
                break;
            case System.Text.Json.JsonValueKind.Array:
                text.Append('[');
                for (int i = 0; i < node.Elements.Count; i++)
                {
                    text.Append(i == 0 ? "" : ",");
                    Write(node.Elements[i], text, inMessage: false);
                }

                text.Append(']');
                break;
            case System.Text.Json.JsonValueKind.String:
                text.Append('"').Append(node.Text).Append('"');
                break;
            default:
                text.Append(node.Text);
                break;
        }

        Space(text);
    }

    private void Space(StringBuilder text)
    {
        while (_random.Chance(0.1))
            text.Append(" \t\n\r"[_random.Below(4)]);
    }

    private string Invented(int depth)
    {
        int kind = _random.Below(depth > 6 ? 5 : 8);
        if (_random.Chance(0.002))
            return new string('[', 60 + _random.Below(10)) + new string(']', 60 + _random.Below(10));
        return kind switch
        {
            0 => Numbers[_random.Below(Numbers.Length)],
            1 => "\"" + Numbers[_random.Below(Numbers.Length)] + "\"",
            2 => _random.Chance(0.5) ? "true" : "null",
            3 => "\"" + Marks.Substring(_random.Below(20), _random.Below(10)).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"",
            4 => _random.Below(1_000_000).ToString(),
            5 or 6 => "{" + string.Join(",", Enumerable.Range(0, _random.Below(6)).Select(_ => $"\"{Name()}\":{Invented(depth + 1)}")) + "}",
            _ => "[" + string.Join(",", Enumerable.Range(0, _random.Below(4)).Select(_ => Invented(depth + 1))) + "]",
        };
    }

    private string Unknown(int depth) => _random.Below(depth > 4 ? 4 : 7) switch
    {
        0 => "-1.5e3",
        1 => "\"x\\\"{[,\"",
        2 => "null",
        3 => "false",
        4 => $"{{\"{Name()}\":{Unknown(depth + 1)},\"{Name()}\":{Unknown(depth + 1)}}}",
        5 => "{}",
        _ => $"[{Unknown(depth + 1)},[{Unknown(depth + 1)}]]",
    };

    private string Name()
    {
        string[] names = ["e", "E", "T", "s", "b", "B", "a", "A", "p", "q", "m", "u", "U", "pu", "o", "k", "data", "stream", "bids", "asks", "lastUpdateId", "X", "S", "r", "i", "x", "n", "t"];
        return names[_random.Below(names.Length)];
    }
}
