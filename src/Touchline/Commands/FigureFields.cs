using System.Text.Json.Nodes;
using Touchline.Simulation;

namespace Touchline.Commands;

/// <summary>Figures as fields of a JSON object, for programs. Definitions: docs/results.md.</summary>
internal static class FigureFields
{
    private const double NsPerSecond = 1e9;

    public static void Add(JsonObject json, BacktestFigures f)
    {
        json["orders"] = BacktestJson.Orders(f.Orders);
        json["fills"] = f.Fills;
        json["position"] = f.Position is { } position ? DecimalsText.Trim(position) : null;
        json["balance"] = DecimalsText.Trim(f.Balance);
        json["realised"] = DecimalsText.Trim(f.Realised);
        json["realised_fifo"] = DecimalsText.Trim(f.RealisedFifo);
        json["unrealised"] = DecimalsText.Trim(f.Unrealised);
        json["fees"] = DecimalsText.Trim(f.Fees);
        json["funding"] = DecimalsText.Trim(f.Funding);
        json["equity"] = DecimalsText.Trim(f.Equity);
        AddSplit(json, f.Split);
        json["max_drawdown"] = DecimalsText.Trim(f.MaxDrawdown);
        json["drawdown_seconds"] = f.Returns.LongestDrawdownNs / NsPerSecond;
        json["sharpe"] = Number(f.Returns.Sharpe);
        json["sortino"] = Number(f.Returns.Sortino);
        json["trades"] = f.Trades.Count;
        json["win_rate"] = Number(f.Trades.WinRate);
        json["profit_per_trade"] = Number(f.Trades.ProfitPerTrade);
        json["profit_per_hour"] = Number(f.ProfitPerHour);
        json["trades_per_day"] = Number(f.TradesPerDay);
        json["return_on_deposit"] = Number(f.ReturnOnDeposit);
        json["turnover"] = DecimalsText.Trim(f.Turnover);
        json["fill_ratio"] = (double)f.FillRatio;
        json["order_to_trade_ratio"] = Number(f.OrderToTradeRatio);
        json["time_in_market"] = Number(f.Inventory.TimeInMarket);
        json["market_seconds"] = f.SpanNs / NsPerSecond;
        json["last_mid"] = f.LastMid is { } mid ? DecimalsText.Trim(mid) : null;
        json["inventory"] = f.Position is null ? null : Inventory(f.Inventory);
    }

    public static void AddSplit(JsonObject json, ProfitSplit split)
    {
        json["spread_captured"] = DecimalsText.Trim(split.SpreadCaptured);
        json["inventory_profit"] = DecimalsText.Trim(split.Inventory);
        json["adverse_selection_1s"] = DecimalsText.Trim(split.AdverseSelection1s);
        json["adverse_selection_10s"] = DecimalsText.Trim(split.AdverseSelection10s);
    }

    /// <summary>JSON has no infinity and no "not a number".</summary>
    public static JsonNode? Number(double? value) => value is { } number && double.IsFinite(number) ? number : null;

    private static JsonObject Inventory(InventoryFigures i) => new()
    {
        ["mean"] = Number(i.Mean),
        ["mean_absolute"] = Number(i.MeanAbsolute),
        ["least"] = DecimalsText.Trim(i.Least),
        ["greatest"] = DecimalsText.Trim(i.Greatest),
        ["p5"] = Quantity(i.P5),
        ["p25"] = Quantity(i.P25),
        ["p50"] = Quantity(i.P50),
        ["p75"] = Quantity(i.P75),
        ["p95"] = Quantity(i.P95),
        ["bin_width"] = DecimalsText.Trim(i.BinWidth),
        ["histogram"] = new CompactJson(new JsonArray([.. i.Bins.Select(b => new JsonArray(DecimalsText.Trim(b.Outermost), b.Ns / NsPerSecond))])).ToNode(),
    };

    private static JsonNode? Quantity(decimal? value) => value is { } quantity ? DecimalsText.Trim(quantity) : null;
}
