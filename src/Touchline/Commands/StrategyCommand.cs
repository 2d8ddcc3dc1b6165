using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using Touchline.Configuration;
using Touchline.Core;
using Touchline.Plugins;
using Touchline.StoredStrategies;

namespace Touchline.Commands;

/// <summary><c>touchline strategy</c>: the store of strategies as text, docs/strategy-store.md.</summary>
internal static class StrategyCommand
{
    private const string SourceName = "ID|FILE";

    public static Command Create() => new("strategy", "Keep strategies as text: make, show, check, compile and delete them; start, stop and replace them in a session that runs.")
    {
        New(), List(), Show(), Versions(), Check(), Compile(), Delete(), Enable("enable", "Let a strategy start with every session.", true), Enable("disable", "Let a strategy no longer start with sessions.", false), OnThread(),
        StrategyControl.Start(), StrategyControl.Stop(), StrategyControl.Reload(),
    };

    private static Command New()
    {
        Argument<string> id = Id($"What it is to be called: {StrategyId.Right}");
        var template = new Option<string>("--template") { Description = $"What it begins with: {string.Join("; ", StrategyTemplate.All.Select(t => $"{t.Name} ({t.Text})"))}", DefaultValueFactory = _ => StrategyTemplate.All[0].Name };
        var name = new Option<string?>("--name") { Description = "Its name for people (default the id)" };
        var symbol = new Option<string?>("--symbol") { Description = "What it is meant to trade, e.g. BTCUSDT (default none: whatever the session has)" };
        var thread = new Option<string>("--thread") { Description = "Where in a session it runs: engine, own for a thread of its own, or process", DefaultValueFactory = _ => StrategyThread.Engine.Text() };
        return Start(new Command("new", "Make a strategy from a template.") { id, template, name, symbol, thread }, (parsed, place, json) =>
        {
            StrategyTemplate chosen = StrategyTemplate.Named(parsed.GetValue(template)!);
            string called = parsed.GetValue(id)!;
            StrategyThread runs = ThreadOf(parsed.GetValue(thread));
            if (StrategyThreads.WhyNot(runs, chosen.Language) is { } wrong)
                throw new BadInputException(wrong);
            StoredStrategy made = Done(place.Store.Create(called, parsed.GetValue(name) ?? called, parsed.GetValue(symbol) ?? "", chosen.CodeFor(called), chosen.Language));
            if (runs != made.Thread)
                made = Done(place.Store.PutMetadata(called, thread: runs));
            return Say(json, StrategyJson.Of(made), () => $"strategy '{made.Id}' was made; its code is {place.Store.CodePathOf(made)}");
        });
    }

    private static Command List() => Start(new Command("list", "List the stored strategies."), (_, place, json) =>
    {
        IReadOnlyList<StoreEntry> all = place.Store.List();
        foreach (StoreEntry damaged in all.Where(e => e.Problem is not null))
            Console.Error.WriteLine($"warning: {damaged.Problem}");
        return Say(json, new JsonArray([.. all.Select(e => (JsonNode)(e.Strategy is { } s ? StrategyJson.Of(s) : new JsonObject { ["id"] = e.Id, ["problem"] = e.Problem }))]), () => TextColumns.Of(
        [
            ["id", "name", "symbol", "language", "version", "enabled", "opens", "updated (UTC)"],
            .. all.Where(e => e.Strategy is not null).Select(e => Row(e.Strategy!)),
        ]));
    });

    private static string[] Row(StoredStrategy s) =>
        [s.Id, s.Name, s.Symbol, s.Language.Text(), $"{s.Version}", s.IsEnabled ? "yes" : "no", s.OpensPositions ? "yes" : "no", StrategyJson.Time(s.UpdatedAt)];

    private static Command Show()
    {
        Argument<string> id = Id("The strategy");
        var version = new Option<int?>("--version") { Description = "An older version: its code alone, exactly as it was" };
        return Start(new Command("show", "Show what is known of a strategy, and its code.") { id, version }, (parsed, place, json) =>
        {
            int? asked = parsed.GetValue(version);
            (StoreOutcome found, byte[]? code) = asked is { } number ? place.Store.ReadVersion(parsed.GetValue(id)!, number) : place.Store.Read(parsed.GetValue(id)!);
            StoredStrategy strategy = Done(found);
            if (asked is not null && !json)
            {
                using Stream output = Console.OpenStandardOutput();
                output.Write(code);
                return CommandLine.Done;
            }

            JsonObject told = StrategyJson.Of(strategy);
            told["version"] = asked ?? strategy.Version;
            told["code"] = Encoding.UTF8.GetString(code!);
            return Say(json, told, () => $"{TextColumns.Of([["id", "name", "symbol", "language", "version", "enabled", "opens", "updated (UTC)"], Row(strategy)])}\n\n{Encoding.UTF8.GetString(code!)}");
        });
    }

    private static Command Versions()
    {
        Argument<string> id = Id("The strategy");
        return Start(new Command("versions", "List the versions of a strategy's code that are kept.") { id }, (parsed, place, json) =>
        {
            (StoreOutcome found, IReadOnlyList<CodeVersion> versions) = place.Store.Versions(parsed.GetValue(id)!);
            Done(found);
            return Say(json, StrategyJson.Of(versions), () => TextColumns.Of(
            [
                ["version", "given (UTC)", "bytes", ""],
                .. versions.Select(v => new[] { $"{v.Number}", StrategyJson.Time(v.At), $"{v.Bytes}", v.IsCurrent ? "current" : "" }),
            ]));
        });
    }

    private static Command Check()
    {
        Argument<string> source = Source();
        return Start(new Command("check", "Tell a strategy's errors and warnings with their places; nothing of it is run.") { source }, (parsed, place, json) =>
        {
            (string label, IReadOnlyList<StrategyDiagnostic> found) = Checked(place, parsed.GetValue(source)!);
            bool isGood = !found.Any(d => d.IsError);
            Say(json, new JsonObject { ["ok"] = isGood, ["diagnostics"] = StrategyJson.Of(found) }, () => Listed(label, found, "no errors"));
            return isGood ? CommandLine.Done : CommandLine.WrongInput;
        });
    }

    private static (string Label, IReadOnlyList<StrategyDiagnostic> Found) Checked(Place place, string name)
    {
        if (place.Native(name) is { } native)
            return (native.Label, native.Check());
        StrategySource text = place.Source(name);
        return (text.Label, StrategyFile.Check(text.Label, text.Text, text.Rules));
    }

    private static Command Compile()
    {
        Argument<string> source = Source();
        return Start(new Command("compile", "Compile a strategy and tell its class and parameters; its constructor runs. Native code becomes a library, which isn't loaded.") { source }, (parsed, place, json) =>
        {
            if (place.Native(parsed.GetValue(source)!) is { } native)
                return Say(json, native.Label, native.Compile());
            StrategySource text = place.Source(parsed.GetValue(source)!);
            StrategyBuild built = StrategyFile.Build(text.Label, text.Text, text.Rules);
            Say(json, StrategyJson.Of(built), () => built.Output is { } output ? Listed(text.Label, built.Diagnostics, Described(output)) : Listed(text.Label, built.Diagnostics, ""));
            return built.Output is not null ? CommandLine.Done : CommandLine.WrongInput;
        });
    }

    private static int Say(bool json, string label, NativeBuild built)
    {
        Say(json, StrategyJson.Of(built), () => Listed(label, built.Diagnostics, $"library {built.Library}"));
        return built.Library is not null ? CommandLine.Done : CommandLine.WrongInput;
    }

    private static string Described(StrategyOutput output) => $"class {output.ClassName}, {output.Image.Length} bytes\n" + TextColumns.Of(
    [
        ["parameter", "type", "default", "unit", "right is", "meaning"],
        .. output.Parameters.Select(p => new[] { p.Name, p.Type, p.Default, p.Unit, p.Range, p.Text }),
    ]);

    private static Command Delete()
    {
        Argument<string> id = Id("The strategy");
        return Start(new Command("delete", "Delete a strategy with all its versions.") { id }, (parsed, place, json) =>
        {
            StoredStrategy gone = Done(place.Store.Delete(parsed.GetValue(id)!));
            return Say(json, new JsonObject { ["id"] = gone.Id, ["deleted"] = true }, () => $"strategy '{gone.Id}' was deleted");
        });
    }

    private static Command Enable(string verb, string text, bool isEnabled)
    {
        Argument<string> id = Id("The strategy");
        return Start(new Command(verb, text) { id }, (parsed, place, json) =>
        {
            StoredStrategy changed = Done(place.Store.PutMetadata(parsed.GetValue(id)!, isEnabled: isEnabled));
            return Say(json, StrategyJson.Of(changed), () => $"strategy '{changed.Id}' is {verb}d");
        });
    }

    private static Command OnThread()
    {
        Argument<string> id = Id("The strategy");
        var thread = new Argument<string>("THREAD") { Description = "engine: the engine's thread, the fastest; own: one of its own, which holds up nothing but itself; process: a child process, which ends nothing but itself" };
        return Start(new Command("thread", "Say in which thread of a session, or in which process, a strategy in C# runs, from its next start or reload on: docs/hot-reload.md.") { id, thread }, (parsed, place, json) =>
        {
            StoredStrategy changed = Done(place.Store.PutMetadata(parsed.GetValue(id)!, thread: ThreadOf(parsed.GetValue(thread))));
            return Say(json, StrategyJson.Of(changed), () => $"strategy '{changed.Id}' runs in {changed.Thread.Place()}, from its next start or reload on");
        });
    }

    private static StrategyThread ThreadOf(string? text) => StrategyThreads.TryParse(text, out StrategyThread thread) ? thread : throw new BadInputException($"thread is '{text}'; right is {StrategyThreads.Right}");

    // Warnings too, each with its word; what there is besides comes last.
    private static string Listed(string label, IReadOnlyList<StrategyDiagnostic> found, string end) =>
        string.Join('\n', [.. found.Select(d => $"{d.ToLine(label)}{(d.IsError ? "" : " (warning)")}"), .. found.Any(d => d.IsError) ? Array.Empty<string>() : [end]]);

    private static StoredStrategy Done(StoreOutcome outcome) => outcome.IsDone ? outcome.Strategy! : throw new BadInputException(outcome.Why!);

    private static int Say(bool json, JsonNode node, Func<string> text)
    {
        Console.WriteLine(json ? node.ToJsonString(JsonText.Indented) : text());
        return CommandLine.Done;
    }

    private static Argument<string> Id(string description) => new("ID") { Description = description };

    private static Argument<string> Source() => new(SourceName) { Description = "A stored strategy, or a FILE.cs, FILE.c, FILE.cpp or FILE.rs" };

    private static Command Start(Command command, Func<ParseResult, Place, bool, int> run)
    {
        var settings = new TradingOptions(StrategySetting.All);
        var json = new Option<bool>("--json") { Description = "Print JSON" };
        command.Add(json);
        settings.AddTo(command);
        command.SetAction((parsed, _) => CommandLine.Start(() => run(parsed, new Place(settings.ReadAlone(parsed, StrategySetting.Folder), StrategySetting.RulesFor(settings.ReadAlone(parsed, StrategySetting.AllowAll))), parsed.GetValue(json))));
        return command;
    }

    private sealed class Place(string folder, StrategyRules rules)
    {
        public StrategyStore Store => new(folder, TimeProvider.System);

        /// <summary>Null: it is in C#, or none.</summary>
        public NativeSource? Native(string name) => StrategyCatalog.IsBuiltIn(name) ? null : NativeSource.Of(name, folder);

        public StrategySource Source(string name) => !StrategyCatalog.IsName(name)
            ? throw new BadInputException(StrategyId.WhyNot(name)!)
            : StrategyCatalog.SourceOf(name, folder, rules) ?? throw new BadInputException($"{name} comes with the program; right is a stored strategy or a FILE.cs");
    }
}
