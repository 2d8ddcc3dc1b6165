using System.Text.Json;

namespace Touchline.Exchanges.Binance;

/// <summary>What an account has: wallet, positions, rates.</summary>
internal sealed class BinanceAccountEndpoints(BinanceTrading trading)
{
    private readonly BinanceAccountJson _account = new(trading);

    public IEnumerable<BinanceEndpoint> All =>
    [
        new("GET", "/fapi/v2/account", BinanceSecurity.Signed, 5, (call, json) => Account(call, json, isVersion2: true)),
        new("GET", "/fapi/v3/account", BinanceSecurity.Signed, 5, (call, json) => Account(call, json, isVersion2: false)),
        new("GET", "/fapi/v2/balance", BinanceSecurity.Signed, 5, Balance),
        new("GET", "/fapi/v3/balance", BinanceSecurity.Signed, 5, Balance),
        new("GET", "/fapi/v2/positionRisk", BinanceSecurity.Signed, 5, PositionRisk2),
        new("GET", "/fapi/v3/positionRisk", BinanceSecurity.Signed, 5, (call, json) => PositionRisk(call, json, "unRealizedProfit")),
        new("GET", "/fapi/v1/commissionRate", BinanceSecurity.Signed, 20, CommissionRate),
        new("GET", "/fapi/v1/leverageBracket", BinanceSecurity.Signed, 1, LeverageBracket),
        new("GET", "/fapi/v1/rateLimit/order", BinanceSecurity.Signed, 1, OrderLimits),
        new("GET", "/fapi/v1/apiTradingStatus", BinanceSecurity.Signed, parameters => parameters.Has("symbol") ? 1 : 10, TradingStatus),
    ];

    /// <summary>v2/account.position of the WebSocket API.</summary>
    public BinanceEndpoint SocketPositions =>
        new("", "v2/account.position", BinanceSecurity.Signed, 5, (call, json) => PositionRisk(call, json, "unrealizedProfit"));

    /// <param name="profitName">REST and the WebSocket API spell it differently.</param>
    private BinanceError? PositionRisk(BinanceCall call, Utf8JsonWriter json, string profitName)
    {
        BinanceForm form = new(call.Parameters);
        BinanceMarket? market = form.OptionalMarket(trading);
        if (form.Refusal is null)
            _account.WritePositions(json, call.Owner, market?.Symbol, profitName);
        return form.Refusal;
    }

    private BinanceError? PositionRisk2(BinanceCall call, Utf8JsonWriter json)
    {
        BinanceForm form = new(call.Parameters);
        BinanceMarket? market = form.OptionalMarket(trading);
        if (form.Refusal is null)
            _account.WritePositions2(json, call.Owner, market?.Symbol);
        return form.Refusal;
    }

    private BinanceError? Account(BinanceCall call, Utf8JsonWriter json, bool isVersion2)
    {
        _account.WriteAccount(json, call.Owner, isVersion2);
        return null;
    }

    private BinanceError? Balance(BinanceCall call, Utf8JsonWriter json)
    {
        _account.WriteBalance(json, call.Owner);
        return null;
    }

    private BinanceError? CommissionRate(BinanceCall call, Utf8JsonWriter json)
    {
        BinanceForm form = new(call.Parameters);
        BinanceMarket? market = form.Market(trading);
        if (form.Refusal is { } refusal)
            return refusal;
        json.WriteStartObject();
        json.WriteString("symbol", market!.Symbol.Name);
        json.WriteString("makerCommissionRate", BinanceText.Short(call.Owner.MakerRate));
        json.WriteString("takerCommissionRate", BinanceText.Short(call.Owner.TakerRate));
        json.WriteString("rpiCommissionRate", BinanceText.Short(call.Owner.MakerRate));
        json.WriteEndObject();
        return null;
    }

    private BinanceError? LeverageBracket(BinanceCall call, Utf8JsonWriter json)
    {
        BinanceForm form = new(call.Parameters);
        BinanceMarket? only = form.OptionalMarket(trading);
        if (form.Refusal is { } refusal)
            return refusal;
        json.WriteStartArray();
        foreach (BinanceMarket market in trading.Markets)
            if (only is null || only == market)
                Write(json, market.Symbol);
        json.WriteEndArray();
        return null;
    }

    private static BinanceError? OrderLimits(BinanceCall call, Utf8JsonWriter json)
    {
        json.WriteStartArray();
        BinanceLimitsJson.Write(json, "ORDERS", "SECOND", 10, BinanceLimits.OrdersPer10S);
        BinanceLimitsJson.Write(json, "ORDERS", "MINUTE", 1, BinanceLimits.OrdersPerMinute);
        json.WriteEndArray();
        return null;
    }

    /// <summary>This exchange has no quantitative rules, so no indicator ever locks a symbol.</summary>
    private BinanceError? TradingStatus(BinanceCall call, Utf8JsonWriter json)
    {
        BinanceForm form = new(call.Parameters);
        form.OptionalMarket(trading);
        if (form.Refusal is { } refusal)
            return refusal;
        json.WriteStartObject();
        json.WriteStartObject("indicators");
        json.WriteEndObject();
        json.WriteNumber("updateTime", call.NowMs);
        json.WriteEndObject();
        return null;
    }

    private static void Write(Utf8JsonWriter json, BinanceSymbol symbol)
    {
        json.WriteStartObject();
        json.WriteString("symbol", symbol.Name);
        json.WriteStartArray("brackets");
        foreach (BinanceBracket bracket in symbol.Brackets)
        {
            json.WriteStartObject();
            json.WriteNumber("bracket", bracket.Number);
            json.WriteNumber("initialLeverage", bracket.Leverage);
            json.WriteNumber("notionalCap", bracket.Cap);
            json.WriteNumber("notionalFloor", bracket.Floor);
            json.WriteNumber("maintMarginRatio", bracket.Maintenance);
            json.WriteNumber("cum", bracket.Cumulative);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
