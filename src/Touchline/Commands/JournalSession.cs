using System.Text.Json.Nodes;
using Touchline.Configuration;
using Touchline.Core;
using Touchline.Sdk;
using Touchline.Trading;

namespace Touchline.Commands;

/// <summary>
/// The session text of a journal: what makes the same engine again (strategy, parameters, limits, instruments), and the names of the
/// files in a journal's folder.
/// </summary>
internal static class JournalSession
{
    public const string OrdersFile = "orders.tlj";

    public static string MarketFile(int instrument) => $"market-{instrument}.tlr";

    public static string Of(TradingSettings chosen, IReadOnlyList<Instrument> instruments) => new JsonObject
    {
        ["strategy"] = chosen.Name,
        ["source"] = StrategyCatalog.IsFile(chosen.Name) ? File.ReadAllText(chosen.Name) : null,
        ["parameters"] = BacktestJson.Parameters(chosen.Strategy),
        ["seed"] = chosen.Seed,
        ["risk"] = OfLimits(chosen.Risk),
        ["instruments"] = new JsonArray([.. instruments.Select(OfInstrument)]),
    }.ToJsonString(JsonText.Indented);

    /// <summary>The engine as it was at the session's start.</summary>
    /// <exception cref="BadInputException">The text isn't one, or its strategy isn't to be had.</exception>
    public static (Engine Engine, IReadOnlyList<Instrument> Instruments) Restore(string text, string about)
    {
        try
        {
            JsonNode session = JsonNode.Parse(text)!;
            string name = Text(session["strategy"]);
            Strategy strategy = session["source"] is { } source ? StrategyCatalog.CompileText(name, Text(source)) : StrategyCatalog.Create(name);
            Parameter.SetAll(strategy.Parameters, session["parameters"]!.AsObject().Where(p => Text(p.Value).Length > 0).Select(p => $"{p.Key}={Text(p.Value)}"));
            Instrument[] instruments = [.. session["instruments"]!.AsArray().Select(i => ToInstrument(i!))];
            var engine = new Engine(instruments, [new StrategySetup(name, strategy)], ToLimits(session["risk"]!), session["seed"]!.GetValue<ulong>());
            return (engine, instruments);
        }
        catch (Exception e) when (e is System.Text.Json.JsonException or NullReferenceException or InvalidOperationException or FormatException)
        {
            throw new BadInputException($"{about}: the session's description makes no sense: {e.Message}", e);
        }
    }

    private static JsonObject OfLimits(RiskLimits limits) => new()
    {
        ["max_order"] = limits.MaxOrder,
        ["max_position"] = limits.MaxPosition,
        ["max_exposure"] = limits.MaxExposure,
        ["price_collar"] = limits.PriceCollar,
        ["order_rate_orders"] = limits.OrderRate.Orders,
        ["order_rate_ns"] = limits.OrderRate.WindowNs,
        ["max_book_age_ns"] = limits.MaxBookAgeNs,
        ["max_live_orders"] = limits.MaxLiveOrders,
    };

    private static RiskLimits ToLimits(JsonNode limits) => new()
    {
        MaxOrder = limits["max_order"]!.GetValue<decimal>(),
        MaxPosition = limits["max_position"]!.GetValue<decimal>(),
        MaxExposure = limits["max_exposure"]!.GetValue<decimal>(),
        PriceCollar = limits["price_collar"]!.GetValue<decimal>(),
        OrderRate = new OrderRate(limits["order_rate_orders"]!.GetValue<int>(), limits["order_rate_ns"]!.GetValue<long>()),
        MaxBookAgeNs = limits["max_book_age_ns"]!.GetValue<long>(),
        MaxLiveOrders = limits["max_live_orders"]!.GetValue<int>(),
    };

    private static JsonNode OfInstrument(Instrument instrument) => new JsonObject
    {
        ["venue"] = instrument.Venue,
        ["symbol"] = instrument.Symbol,
        ["version"] = instrument.Version,
        ["price_unit"] = instrument.PriceUnit.ToString(),
        ["quantity_unit"] = instrument.QuantityUnit.ToString(),
        ["tick_units"] = instrument.TickUnits,
        ["lot_units"] = instrument.LotUnits,
        ["multiplier"] = instrument.Multiplier,
    };

    private static Instrument ToInstrument(JsonNode instrument) => new()
    {
        Venue = Text(instrument["venue"]),
        Symbol = Text(instrument["symbol"]),
        Version = instrument["version"]!.GetValue<int>(),
        PriceUnit = new PriceUnit(DecimalUnit.Parse(Text(instrument["price_unit"]), "price unit")),
        QuantityUnit = new QuantityUnit(DecimalUnit.Parse(Text(instrument["quantity_unit"]), "quantity unit")),
        TickUnits = instrument["tick_units"]!.GetValue<long>(),
        LotUnits = instrument["lot_units"]!.GetValue<long>(),
        Multiplier = instrument["multiplier"]!.GetValue<decimal>(),
    };

    private static string Text(JsonNode? node) => node!.GetValue<string>();
}
