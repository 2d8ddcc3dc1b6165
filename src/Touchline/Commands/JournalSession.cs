using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Touchline.Configuration;
using Touchline.Core;
using Touchline.Plugins;
using Touchline.Sdk;
using Touchline.Storage;
using Touchline.StoredStrategies;
using Touchline.Trading;

namespace Touchline.Commands;

/// <summary>
/// The session text of a journal: what makes the same engine again (strategy, parameters, limits, instruments), and what its orders are known by. A file that the
/// strategy reads has a copy in the journal's folder, so that the journal doesn't depend on it.
/// </summary>
internal static class JournalSession
{
    /// <param name="feeAssets">The engine's.</param>
    /// <param name="session">The session's number in its journal.</param>
    /// <param name="prefix">What the session's client order ids begin with; empty where no orders leave.</param>
    /// <param name="name">The journal's: another one for each on any machine, the same in all its sessions.</param>
    public static string Of(TradingSettings chosen, IReadOnlyList<Instrument> instruments, IReadOnlyList<string> feeAssets, int session, string prefix, string name) => new JsonObject
    {
        ["name"] = name,
        ["kind"] = KindOf(chosen),
        ["account"] = chosen.Run.Live ? chosen.Venue!.Account : "",
        ["prefix"] = prefix,
        ["strategy"] = chosen.Name,
        ["source"] = chosen.Source?.Text,
        ["version"] = chosen.Source?.Version ?? "",
        ["opens"] = chosen.Source?.Opens ?? true,
        ["further"] = new JsonArray([.. chosen.Further.Select(f => new JsonObject
        {
            ["name"] = f.Name,
            ["source"] = f.Source?.Text,
            ["version"] = f.Source?.Version ?? "",
            ["opens"] = f.Source?.Opens ?? true,
            ["parameters"] = BacktestJson.Parameters(f.Strategy),
        })]),
        ["parameters"] = BacktestJson.Parameters(chosen.Strategy),
        ["operator"] = true,
        ["file"] = FileReadBy(chosen) is { } file ? new JsonObject { ["parameter"] = file.Parameter, ["name"] = JournalNames.Kept(session, file.Name) } : null,
        ["seed"] = chosen.Seed,
        ["impact"] = chosen.Run.Impact,
        ["risk"] = OfLimits(chosen.Risk),
        ["venues"] = VenueRulesJson.Of(LiveVenues.RulesOf(chosen)),
        ["instruments"] = new JsonArray([.. instruments.Select(OfInstrument)]),
        ["fee_assets"] = new JsonArray([.. feeAssets.Select(a => (JsonNode)a)]),
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
    /// <param name="number">The session's.</param>
    /// <param name="about">What the text is of, for messages.</param>
    /// <exception cref="BadInputException">The text isn't one, or a strategy of it isn't to be had.</exception>
    public static (Engine Engine, IReadOnlyList<Instrument> Instruments) Restore(string text, string folder, int number, string about)
    {
        using JsonDocument document = Parse(text, about);
        var session = new JournalFields(document.RootElement, about);
        string name = session.Text("strategy");
        Instrument[] instruments = [.. session.Objects("instruments").Select(ToInstrument)];
        StrategySource? source = ToSource(session, name);
        StrategySetup setup = FurtherStrategy.SetUp(name, source, ToStrategy(session, name, source, folder));
        var engine = new Engine(
            instruments, HasOperator(document) ? [setup, Operator.Setup(), .. session.ObjectsIfAny("further").Select(ToFurther)] : [setup], ToLimits(session.Object("risk")), session.Seed("seed"), venues: VenueRulesJson.To(session, "venues"), feeAssets: session.Names("fee_assets"))
        {
            Versions = new JournalVersions(folder, number),
        };
        return (engine, instruments);
    }

    /// <summary>What its client order ids begin with; empty where none left.</summary>
    /// <exception cref="BadInputException">The text isn't one.</exception>
    public static string PrefixOf(OrderJournalFile journal)
    {
        using JsonDocument document = Parse(Encoding.UTF8.GetString(journal.Session.Span), $"{journal}");
        return new JournalFields(document.RootElement, $"{journal}").Text("prefix");
    }

    /// <summary>What a database keeps of the session.</summary>
    /// <param name="number">The session's.</param>
    /// <param name="about">What the text is of, for messages.</param>
    /// <exception cref="BadInputException">The text isn't one.</exception>
    public static SessionDescription Describe(string text, int number, string about)
    {
        using JsonDocument document = Parse(text, about);
        var session = new JournalFields(document.RootElement, about);
        string prefix = session.Text("prefix");
        Instrument[] instruments = [.. session.Objects("instruments").Select(ToInstrument)];
        return new SessionDescription
        {
            Journal = session.Text("name"),
            Number = number,
            Kind = session.Text("kind"),
            Venue = instruments[0].Venue,
            Account = session.Text("account"),
            Strategies = HasOperator(document) ? [session.Text("strategy"), Operator.Name, .. session.ObjectsIfAny("further").Select(f => f.Text("name"))] : [session.Text("strategy")],
            Instruments = instruments,
            FeeAssets = session.Names("fee_assets"),
            ClientIdPrefix = prefix.Length > 0 ? prefix : null,
        };
    }

    // Sessions of older programs have no seat for people.
    private static bool HasOperator(JsonDocument session) => session.RootElement.TryGetProperty("operator", out JsonElement has) && has.ValueKind == JsonValueKind.True;

    private static string KindOf(TradingSettings chosen) => chosen.Run.Live ? chosen.Venue!.Kind : "paper";

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

    // It ran, under the rules of its time: a journal has to be read whatever they are now.
    private static StrategySource? ToSource(JournalFields strategy, string name) => !strategy.Has("source") ? null : new StrategySource(name, strategy.Text("source"), StrategyRules.Usual with { AllowAll = true })
    {
        Version = strategy.Has("version") ? strategy.Text("version") : "",
        Opens = !strategy.Has("opens") || strategy.Switch("opens"),
    };

    private static StrategySetup ToFurther(JournalFields further)
    {
        string name = further.Text("name");
        if (ToSource(further, name) is not { } source)
            return FurtherStrategy.SetUp(name, null, new Vacant());
        Strategy strategy = source.Create();
        SetParameters(strategy, further);
        return FurtherStrategy.SetUp(name, source, strategy);
    }

    private static void SetParameters(Strategy strategy, JournalFields fields) =>
        Parameter.SetAll(strategy.Parameters, fields.Object("parameters").Texts().Where(p => p.Text.Length > 0).Select(p => $"{p.Name}={p.Text}"));

    private static Strategy ToStrategy(JournalFields session, string name, StrategySource? source, string folder)
    {
        if (source is null && StrategyCatalog.BuiltIn.All(s => s.Name != name))
            throw session.Wrong("strategy", $"'{name}' isn't known here");
        Strategy strategy = StrategyCatalog.Create(name, source);
        SetParameters(strategy, session);
        if (session.Has("file"))
        {
            JournalFields file = session.Object("file");
            Parameter.SetAll(strategy.Parameters, [$"{file.Text("parameter")}={Path.Combine(folder, file.Text("name"))}"]);
        }

        return strategy;
    }

    private static JsonObject OfLimits(RiskLimits limits) => new(RiskLimit.All.Select(l => KeyValuePair.Create(l.Name, (JsonNode?)l.Get(limits))));

    private static RiskLimits ToLimits(JournalFields fields)
    {
        var limits = new RiskLimits();
        // One that a session of an older program hadn't limits nothing.
        foreach (RiskLimit limit in RiskLimit.All.Where(l => fields.Has(l.Name)))
            limits = limit.TrySet(limits, fields.Text(limit.Name), out RiskLimits? changed) ? changed : throw fields.Wrong(limit.Name, $"right is {limit.Right}");
        return limits.Contradiction is { } contradiction ? throw fields.Wrong("max_leverage", contradiction) : limits;
    }

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
        ["min_notional"] = OfFact(instrument.MinNotional),
        ["price_band_up"] = OfFact(instrument.PriceBandUp),
        ["price_band_down"] = OfFact(instrument.PriceBandDown),
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
        MinNotional = ToFact(instrument, "min_notional"),
        PriceBandUp = ToFact(instrument, "price_band_up"),
        PriceBandDown = ToFact(instrument, "price_band_down"),
    };

    // 0: the venue says nothing.
    private static JsonNode? OfFact(decimal fact) => fact == 0 ? null : fact;

    private static decimal ToFact(JournalFields instrument, string name) => instrument.Has(name) ? instrument.Positive(name) : 0;
}

/// <summary>A file that a strategy reads and a journal keeps.</summary>
/// <param name="Parameter">The strategy's parameter that names it.</param>
/// <param name="Path">Where the user has it.</param>
/// <param name="Name">The copy's name in the journal's folder, behind the session's number.</param>
internal sealed record KeptFile(string Parameter, string Path, string Name);
