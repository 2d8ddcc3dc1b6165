using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Touchline.Api;
using Touchline.Configuration;
using Touchline.Core;
using Touchline.Plugins;
using Touchline.StoredStrategies;
using Touchline.Users;

namespace Touchline.Jobs;

/// <summary>
/// The settings of a job as the API gives them, in the form of the JSON file. What isn't listed here can't be given: of all settings these alone neither write nor read anything outside
/// <see cref="DataFolder"/>.
/// </summary>
internal sealed class JobSettings
{
    /// <summary>Where they stand in the body.</summary>
    public const string Field = "settings";

    private static readonly string[] LatencyFiles = ["recorded:", "sampled:"];

    private readonly DataFolder _folder;
    private readonly Role _role;
    private readonly StrategyStore _store;
    private readonly SettingLayer _layer = new();
    private readonly string? _fileParameter;

    /// <param name="given">The body's <see cref="Field"/>.</param>
    /// <param name="store">Whose strategies may be named.</param>
    /// <exception cref="Problem">A setting is wrong, isn't to be given here, or names a file outside the folder.</exception>
    public JobSettings(JsonElement? given, DataFolder folder, Role role, StrategyStore store, StrategyRules rules)
    {
        if (given is not { ValueKind: JsonValueKind.Object } element)
            throw Problem.Field(Field, "right is an object with settings, at least data");
        (_folder, _role, _store) = (folder, role, store);
        IReadOnlyList<Assignment> all = Try(Field, () => JsonLayer.Read(element.GetRawText(), Field)).Assignments;
        string name = all.FirstOrDefault(a => a.Path == Settings.Strategy.Path)?.Values[0] ?? Settings.Strategy.Default;
        _fileParameter = StrategyCatalog.BuiltIn.FirstOrDefault(s => s.Name == name)?.FileParameter;
        foreach (Assignment assignment in all)
            _layer.Add(Checked(assignment));
        if (!_layer.Assignments.Any(a => a.Path == Settings.Data.Path && a.Values.Count > 0))
            throw Problem.Field($"{Field}.{Settings.Data.Path}", "is missing; right is a list of recordings, as GET /data/recordings lists them");
        bool isStored = !StrategyCatalog.IsBuiltIn(name) && !StrategyCatalog.IsFile(name);
        Together = Put(isStored || StrategyCatalog.IsFile(name));
        if (isStored)
            _layer.Add(new Assignment(StrategySetting.Folder.Path, [store.Folder], Field));
        if (rules.AllowAll)
            _layer.Add(new Assignment(StrategySetting.AllowAll.Path, ["on"], Field));
    }

    /// <summary>All that a job can be told, besides parameters.</summary>
    public static IReadOnlyList<Setting> Allowed { get; } =
    [
        Settings.Strategy, Settings.Data, Settings.Queue, Settings.Exchange, Settings.Latency, Settings.FeedOffset, Settings.Fees,
        Settings.Deposit, Settings.Leverage, Settings.Maintenance, Settings.LiquidationFee, Settings.Seed, .. Settings.Limits,
    ];

    /// <summary>Null for a FILE.cs and a stored strategy: they are code that mustn't run in this process, so that the job's own finds what is wrong with its parameters.</summary>
    public TradingSettings? Together { get; }

    /// <summary>The parameter that names a file, which a sweep mustn't vary; null: the strategy has none.</summary>
    public string? FileParameter => _fileParameter;

    /// <summary>By path, as the program reads them from a file; names of files are whole.</summary>
    public JsonObject ToJson() => new(_layer.Assignments.Select(a => KeyValuePair.Create(
        a.Path, (JsonNode?)(a.Path == Settings.Data.Path ? new JsonArray([.. a.Values.Select(v => (JsonNode)v)]) : a.Values[0]))));

    private Assignment Checked(Assignment given)
    {
        string field = $"{Field}.{given.Path}";
        if (given.Parameter is { } parameter)
            return parameter == _fileParameter ? given with { Values = [Find(given.Values[0], "", field)] } : given;
        Setting setting = Settings.All.Single(s => s.Path == given.Path);
        if (!Allowed.Contains(setting))
            throw Problem.Field(field, $"can't be given through the API; those that can are {string.Join(", ", Allowed.Select(s => s.Path))} and {Settings.Parameters}");
        if (setting == Settings.Strategy && !StrategyCatalog.IsBuiltIn(given.Values[0]) && !StrategyCatalog.IsFile(given.Values[0]))
            CheckStored(given.Values[0], field);
        Assignment named = given with { Values = [.. given.Values.Select(v => FileOf(setting, v, field))] };
        Try(field, () => setting.Show(named));
        return named;
    }

    // Whoever has its code compiled runs it.
    private void CheckStored(string id, string field)
    {
        StoreOutcome found = _store.Find(id);
        if (found.Answer == StoreAnswer.Unknown)
            throw Problem.Field(field, $"is '{id}'; right is {string.Join(", ", StrategyCatalog.BuiltIn.Select(s => s.Name))}, the id of a stored strategy, or a FILE.cs");
        if (!found.IsDone)
            throw Problem.Field(field, found.Why!);
        if (found.Strategy!.Language != StrategyLanguage.CSharp)
            throw Problem.Field(field, $"strategy {id} is in {found.Strategy.Language.Text()}; native strategies trade in sessions alone");
        if (_role < Role.Admin)
            throw new Problem(StatusCodes.Status403Forbidden, "a stored strategy is a program that runs on this machine, and takes the role admin; the built-in strategies are for traders too");
    }

    private string FileOf(Setting setting, string value, string field)
    {
        if (setting == Settings.Data)
            return Find(value, DataFolder.RecordingSuffix, field);
        if (setting == Settings.Strategy && StrategyCatalog.IsFile(value))
        {
            return _role >= Role.Admin
                ? Find(value, ".cs", field)
                : throw new Problem(StatusCodes.Status403Forbidden, "a FILE.cs is a program that runs on this machine, and takes the role admin; the built-in strategies are for traders too");
        }

        return setting == Settings.Latency && Array.Find(LatencyFiles, k => value.StartsWith(k, StringComparison.Ordinal)) is { } kind
            ? kind + Find(value[kind.Length..], "", field)
            : value;
    }

    private string Find(string name, string suffix, string field) =>
        _folder.TryFind(name, suffix, out string? path, out string? why) ? path : throw Problem.Field(field, why);

    // One parameter at a time, so that it can be said which is wrong; then all together.
    private TradingSettings? Put(bool isFile)
    {
        var here = new SettingLayer();
        foreach (Assignment given in _layer.Assignments)
        {
            if (isFile && (given.Path == Settings.Strategy.Path || given.Parameter is not null))
                continue;
            if (given.Parameter is not null)
                Try($"{Field}.{given.Path}", () => new EffectiveSettings([Layer([.. _layer.Assignments.Where(a => a.Path == Settings.Strategy.Path), given])]));
            here.Add(given);
        }

        TradingSettings together = Try(Field, () => TradingSettings.Of(new EffectiveSettings([here])));
        return isFile ? null : together;
    }

    private static SettingLayer Layer(IEnumerable<Assignment> assignments)
    {
        var layer = new SettingLayer();
        foreach (Assignment assignment in assignments)
            layer.Add(assignment);
        return layer;
    }

    private static T Try<T>(string field, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (BadInputException e)
        {
            throw Problem.Field(field, e.Message);
        }
    }
}
