using System.Text.Json;
using System.Text.Json.Nodes;
using Touchline.Configuration;
using Touchline.Core;
using Touchline.Sdk;
using Touchline.Trading;

namespace Touchline.Commands;

/// <summary>
/// The session text of a journal: what makes the same engine again (strategy, parameters, limits, instruments), and the names of the
/// files in a journal's folder. A file that the strategy reads is one of them, so that the journal doesn't depend on it.
/// </summary>
internal static class JournalSession
{
    public const string OrdersFile = "orders.tlj";

    public static string MarketFile(int instrument) => $"market-{instrument}.tlr";

    public static string Of(TradingSettings chosen, IReadOnlyList<Instrument> instruments) => new JsonObject
    {
        ["strategy"] = chosen.Name,
        ["source"] = chosen.Source,
        ["parameters"] = BacktestJson.Parameters(chosen.Strategy),
        ["file"] = FileReadBy(chosen) is { } file ? new JsonObject { ["parameter"] = file.Parameter, ["name"] = file.Name } : null,
        ["seed"] = chosen.Seed,
        ["impact"] = chosen.Run.Impact,
        ["risk"] = OfLimits(chosen.Risk),
        ["instruments"] = new JsonArray([.. instruments.Select(OfInstrument)]),
    }.ToJsonString(JsonText.Indented);

    /// <summary>The file that the strategy will read at its start; null when it reads none, or there is none to read.</summary>
    public static KeptFile? FileReadBy(TradingSettings chosen)
    {
        string? name = StrategyCatalog.BuiltIn.FirstOrDefault(s => s.Name == chosen.Name)?.FileParameter;
        string path = chosen.Strategy.Parameters.FirstOrDefault(p => p.Name == name)?.ValueText ?? "";
        return name is not null && File.Exists(path) ? new KeptFile(name, path, $"{name}-{Path.GetFileName(path)}") : null;
    }

    /// <summary>The engine as it was at the session's start.</summary>
    /// <param name="folder">The journal's.</param>
    /// <exception cref="BadInputException">The text isn't one, or its strategy isn't to be had.</exception>
    public static (Engine Engine, IReadOnlyList<Instrument> Instruments) Restore(string text, string folder)
    {
        string about = Path.Combine(folder, OrdersFile);
        using JsonDocument document = Parse(text, about);
        var session = new JournalFields(document.RootElement, about);
        string name = session.Text("strategy");
        Instrument[] instruments = [.. session.Objects("instruments").Select(ToInstrument)];
        var setup = new StrategySetup(name, ToStrategy(session, name, folder));
        return (new Engine(instruments, [setup], ToLimits(session.Object("risk")), session.Seed("seed")), instruments);
    }

    /// <summary>What was traded, and by what.</summary>
    /// <exception cref="BadInputException">The text isn't one.</exception>
    public static (string Strategy, IReadOnlyList<Instrument> Instruments) Describe(string text, string folder)
    {
        string about = Path.Combine(folder, OrdersFile);
        using JsonDocument document = Parse(text, about);
        var session = new JournalFields(document.RootElement, about);
        return (session.Text("strategy"), [.. session.Objects("instruments").Select(ToInstrument)]);
    }

    private static JsonDocument Parse(string text, string about)
    {
        try
        {
            return JsonDocument.Parse(text);
        }
        catch (JsonException e)
        {
            throw new BadInputException($"{about}: the session's description makes no sense: {e.Message}", e);
        }
    }

    private static Strategy ToStrategy(JournalFields session, string name, string folder)
    {
        string? source = session.Has("source") ? session.Text("source") : null;
        if (source is null && StrategyCatalog.BuiltIn.All(s => s.Name != name))
            throw session.Wrong("strategy", $"'{name}' isn't known here");
        Strategy strategy = StrategyCatalog.Create(name, source);
        Parameter.SetAll(strategy.Parameters, session.Object("parameters").Texts().Where(p => p.Text.Length > 0).Select(p => $"{p.Name}={p.Text}"));
        if (session.Has("file"))
        {
            JournalFields file = session.Object("file");
            Parameter.SetAll(strategy.Parameters, [$"{file.Text("parameter")}={Path.Combine(folder, file.Text("name"))}"]);
        }

        return strategy;
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

    private static RiskLimits ToLimits(JournalFields limits) => new()
    {
        MaxOrder = limits.Positive("max_order"),
        MaxPosition = limits.Positive("max_position"),
        MaxExposure = limits.Positive("max_exposure"),
        PriceCollar = limits.Positive("price_collar"),
        OrderRate = new OrderRate((int)limits.Whole("order_rate_orders", 0, OrderRate.MostOrders), limits.Whole("order_rate_ns", 0)),
        MaxBookAgeNs = limits.Whole("max_book_age_ns", 1),
        MaxLiveOrders = (int)limits.Whole("max_live_orders", 1, RiskLimits.MostLiveOrders),
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

    private static Instrument ToInstrument(JournalFields instrument) => new()
    {
        Venue = instrument.Text("venue"),
        Symbol = instrument.Text("symbol"),
        Version = (int)instrument.Whole("version", 1, ushort.MaxValue),
        PriceUnit = new PriceUnit(instrument.Step("price_unit")),
        QuantityUnit = new QuantityUnit(instrument.Step("quantity_unit")),
        TickUnits = instrument.Whole("tick_units", 1, DecimalUnit.MaxCount),
        LotUnits = instrument.Whole("lot_units", 1, DecimalUnit.MaxCount),
        Multiplier = instrument.Positive("multiplier"),
    };
}

/// <summary>A file that a strategy reads and a journal keeps.</summary>
/// <param name="Parameter">The strategy's parameter that names it.</param>
/// <param name="Path">Where the user has it.</param>
/// <param name="Name">The copy's name in the journal's folder.</param>
internal sealed record KeptFile(string Parameter, string Path, string Name);
