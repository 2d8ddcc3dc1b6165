using System.Text.Json;

namespace Touchline.Exchanges.Binance;

/// <summary>How an account trades: leverage, margin type, position mode.</summary>
internal sealed class BinanceSettingsEndpoints(BinanceTrading trading)
{
    private readonly BinanceAccountJson _account = new(trading);

    /// <summary>Accounts that want to pay fees in BNB. No account holds any, so their fees are paid in USDT all the same.</summary>
    private readonly HashSet<int> _burnsFees = [];

    public IEnumerable<BinanceEndpoint> All =>
    [
        new("POST", "/fapi/v1/leverage", BinanceSecurity.Signed, 1, SetLeverage),
        new("POST", "/fapi/v1/marginType", BinanceSecurity.Signed, 1, SetMarginType),
        new("POST", "/fapi/v1/positionSide/dual", BinanceSecurity.Signed, 1, (call, json) => Set(call, json, "dualSidePosition", trading.SetHedged)),
        new("GET", "/fapi/v1/positionSide/dual", BinanceSecurity.Signed, 30, (call, json) => Tell(json, "dualSidePosition", call.Owner.IsHedged)),
        new("POST", "/fapi/v1/multiAssetsMargin", BinanceSecurity.Signed, 1, (call, json) => Set(call, json, "multiAssetsMargin", trading.SetMultiAssets)),
        new("GET", "/fapi/v1/multiAssetsMargin", BinanceSecurity.Signed, 30, (call, json) => Tell(json, "multiAssetsMargin", call.Owner.IsMultiAssets)),
        new("POST", "/fapi/v1/feeBurn", BinanceSecurity.Signed, 1, (call, json) => Set(call, json, "feeBurn", SetFeeBurn)),
        new("GET", "/fapi/v1/feeBurn", BinanceSecurity.Signed, 30, (call, json) => Tell(json, "feeBurn", _burnsFees.Contains(call.Owner.Number))),
        new("GET", "/fapi/v1/accountConfig", BinanceSecurity.Signed, 5, AccountConfiguration),
        new("GET", "/fapi/v1/symbolConfig", BinanceSecurity.Signed, 5, SymbolConfiguration),
    ];

    private BinanceError? SetLeverage(BinanceCall call, Utf8JsonWriter json)
    {
        BinanceForm form = new(call.Parameters);
        BinanceMarket? market = form.Market(trading);
        int leverage = (int)Math.Min(form.Integer("leverage"), int.MaxValue);
        if ((form.Refusal ?? trading.SetLeverage(call.Owner, market!.Symbol.Name, leverage)) is { } refusal)
            return refusal;
        json.WriteStartObject();
        json.WriteNumber("leverage", leverage);
        json.WriteString("maxNotionalValue", BinanceText.Short(_account.MaxNotional(call.Owner, market!.Symbol)));
        json.WriteString("symbol", market.Symbol.Name);
        json.WriteEndObject();
        return null;
    }

    private BinanceError? SetMarginType(BinanceCall call, Utf8JsonWriter json)
    {
        BinanceForm form = new(call.Parameters);
        BinanceMarket? market = form.Market(trading);
        string type = form.OneOf("marginType", ProtocolErrors.Invalid("marginType"), "ISOLATED", "CROSSED");
        if ((form.Refusal ?? trading.SetMarginType(call.Owner, market!.Symbol.Name, type == "ISOLATED")) is { } refusal)
            return refusal;
        BinanceDone.Write(json);
        return null;
    }

    private BinanceError? SetFeeBurn(BinanceAccount account, bool burns)
    {
        if (burns)
            _burnsFees.Add(account.Number);
        else
            _burnsFees.Remove(account.Number);
        return null;
    }

    private static BinanceError? Set(BinanceCall call, Utf8JsonWriter json, string name, Func<BinanceAccount, bool, BinanceError?> set)
    {
        BinanceForm form = new(call.Parameters);
        bool value = form.Boolean(name);
        if ((form.Refusal ?? set(call.Owner, value)) is { } refusal)
            return refusal;
        BinanceDone.Write(json);
        return null;
    }

    private static BinanceError? Tell(Utf8JsonWriter json, string name, bool value)
    {
        json.WriteStartObject();
        json.WriteBoolean(name, value);
        json.WriteEndObject();
        return null;
    }

    private static BinanceError? AccountConfiguration(BinanceCall call, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("feeTier", 0);
        json.WriteBoolean("canTrade", true);
        json.WriteBoolean("canDeposit", true);
        json.WriteBoolean("canWithdraw", true);
        json.WriteBoolean("dualSidePosition", call.Owner.IsHedged);
        json.WriteNumber("updateTime", 0);
        json.WriteBoolean("multiAssetsMargin", call.Owner.IsMultiAssets);
        json.WriteNumber("tradeGroupId", -1);
        json.WriteEndObject();
        return null;
    }

    private BinanceError? SymbolConfiguration(BinanceCall call, Utf8JsonWriter json)
    {
        BinanceForm form = new(call.Parameters);
        BinanceMarket? only = form.OptionalMarket(trading);
        if (form.Refusal is { } refusal)
            return refusal;
        json.WriteStartArray();
        foreach (BinanceMarket market in trading.Markets)
        {
            if (only is not null && only != market)
                continue;
            BinanceSymbolSettings settings = trading.SettingsOf(call.Owner, market.Symbol.Name);
            json.WriteStartObject();
            json.WriteString("symbol", market.Symbol.Name);
            json.WriteString("marginType", settings.IsIsolated ? "ISOLATED" : "CROSSED");
            json.WriteString("isAutoAddMargin", "false");
            json.WriteNumber("leverage", settings.Leverage);
            json.WriteString("maxNotionalValue", BinanceText.Short(_account.MaxNotional(call.Owner, market.Symbol)));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        return null;
    }
}
