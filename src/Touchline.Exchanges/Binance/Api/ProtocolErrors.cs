namespace Touchline.Exchanges.Binance;

/// <summary>The refusals of the protocol itself, with Binance's texts. Those of trading stand with trading.</summary>
internal static class ProtocolErrors
{
    public const string IntegerRange = "^[0-9]{1,20}$";
    public const string DecimalRange = @"^([0-9]{1,20})(\.[0-9]{1,20})?$";

    public static BinanceError InvalidKeyFormat { get; } = new(-2014, "API-key format invalid.", 401);

    public static BinanceError UnknownKey { get; } = new(-2015, "Invalid API-key, IP, or permissions for action.", 401);

    public static BinanceError InvalidSignature { get; } = new(-1022, "Signature for this request is not valid.");

    public static BinanceError TooLate { get; } = new(-1021, "Timestamp for this request is outside of the recvWindow.");

    public static BinanceError TooEarly { get; } = new(-1021, "Timestamp for this request was 1000ms ahead of the server's time.");

    public static BinanceError WindowTooLong { get; } = new(-1131, "recvWindow must be less than 60000");

    public static BinanceError DuplicateParameter { get; } = new(-1101, "Duplicate values for a parameter detected.");

    public static BinanceError InvalidReplyType { get; } = new(-1136, "Invalid newOrderRespType");

    public static BinanceError InvalidPositionSide { get; } = new(-4060, "Invalid position side.");

    public static BinanceError InvalidKeyType { get; } = new(-4056, "Invalid api key type.");

    public static BinanceError InvalidBatch { get; } = new(-4082, "Invalid number of batch place orders.");

    public static BinanceError InvalidCombination { get; } = new(-1128, "Combination of optional parameters invalid.");

    public static BinanceError UnknownListenKey { get; } = new(-1125, "This listenKey does not exist.");

    public static BinanceError InvalidJson { get; } = new(-1135, "Invalid JSON Request");

    public static BinanceError UnsupportedOperation { get; } = new(-1020, "This operation is not supported.");

    public static BinanceError NoAlgoNamed { get; } = new(-1102, "Param 'algoId' or 'clientAlgoId' must be sent, but both were empty/null!");

    public static BinanceError Empty(string name) => new(-1105, $"Parameter '{name}' was empty.");

    public static BinanceError IllegalCharacters(string name, string range) =>
        new(-1100, $"Illegal characters found in parameter '{name}'; legal range is '{range}'.");

    public static BinanceError Invalid(string name) => new(-1130, $"Data sent for parameter '{name}' is not valid.");

    public static BinanceError TooManyParameters(int most, int sent) =>
        new(-1101, $"Too many parameters; expected '{most}' and received '{sent}'.");

    public static BinanceError LongInterval(int days) => new(-4165, $"Maximum time interval is {days} days");

    public static BinanceError NoSuchPath(string method, string path) => new(-5000, $"Path {path}, Method {method} is invalid", 404);

    public static BinanceError TooManyRequests(string address) => new(
        -1003,
        $"Too many requests; current limit of IP({address}) is {BinanceLimits.WeightPerMinute} requests per minute. Please use the websocket for live updates to avoid polling the API.",
        429);

    public static BinanceError Banned(string address, long untilMs) => new(
        -1003, $"Way too many requests; IP({address}) banned until {untilMs}. Please use the websocket for live updates to avoid bans.", 418);

    public static BinanceError TooManyOrders(int limit, string interval) =>
        new(-1015, $"Too many new orders; current limit is {limit} orders per {interval}.", 429);
}
