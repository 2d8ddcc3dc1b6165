namespace Touchline.Exchanges.Binance;

/// <summary>Who a request comes from, and whether it was signed by them and in time.</summary>
internal sealed class BinanceGate(BinanceTrading trading)
{
    private const long MaxAheadMs = 1000;
    private const long DefaultWindowMs = 5000;
    private const long LongestWindowMs = 60_000;

    private readonly BinanceSignatures _signatures = new(trading.Accounts);

    public (BinanceAccount? Account, BinanceError? Error) Owner(string? apiKey)
    {
        if (apiKey is not { Length: > 0 })
            return (null, ProtocolErrors.InvalidKeyFormat);
        if (trading.FindKey(apiKey) is { } account)
            return (account, null);
        return (null, apiKey.All(char.IsAsciiLetterOrDigit) ? ProtocolErrors.UnknownKey : ProtocolErrors.InvalidKeyFormat);
    }

    public BinanceError? CheckSigned(BinanceAccount account, BinanceParameters parameters, byte[] signed, long clockMs)
    {
        if (CheckTime(parameters, clockMs, out bool isInTime) is { } malformed)
            return malformed;
        if (!parameters.Has("signature"))
            return BinanceErrors.Missing("signature");
        if (!isInTime)
            return TimeError(parameters, clockMs);
        return _signatures.Matches(account, signed, parameters.Text("signature")!) ? null : ProtocolErrors.InvalidSignature;
    }

    /// <summary>Time alone, for a session that is logged on.</summary>
    public static BinanceError? CheckTime(BinanceParameters parameters, long clockMs) =>
        CheckTime(parameters, clockMs, out bool isInTime) ?? (isInTime ? null : TimeError(parameters, clockMs));

    private static BinanceError? CheckTime(BinanceParameters parameters, long clockMs, out bool isInTime)
    {
        BinanceForm form = new(parameters);
        long timestamp = form.Integer("timestamp");
        long window = form.OptionalInteger("recvWindow") ?? DefaultWindowMs;
        if (window > LongestWindowMs)
            form.Refuse(ProtocolErrors.WindowTooLong);
        isInTime = timestamp < clockMs + MaxAheadMs && clockMs - timestamp <= window;
        return form.Refusal;
    }

    private static BinanceError TimeError(BinanceParameters parameters, long clockMs) =>
        parameters.Integer("timestamp") >= clockMs + MaxAheadMs ? ProtocolErrors.TooEarly : ProtocolErrors.TooLate;
}
