using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Touchline.Api;
using Touchline.Commands;
using Touchline.Plugins;
using Touchline.StoredStrategies;
using Touchline.Users;

namespace Touchline.Jobs;

/// <summary>A request for a job becomes what is to be done, checked as far as it can be without the recordings.</summary>
internal static class JobRequest
{
    /// <summary>Runs of one sweep.</summary>
    public const int MostRuns = 10_000;

    private const int MostVaried = 32;
    private const int MostText = 4096;

    private static readonly (string Field, string Option)[] SweepTexts = [("walk_forward", "--walk-forward"), ("rank_by", "--rank-by")];
    private static readonly (string Field, string Option, int Most)[] SweepNumbers = [("random", "--random", MostRuns), ("most", "--most", MostRuns), ("jobs", "--jobs", int.MaxValue)];

    /// <exception cref="Problem">Something in it is wrong.</exception>
    public static JobOrder Read(JsonBody body, JobKind kind, DataFolder folder, Role role, StrategyStore store, StrategyRules rules)
    {
        JsonElement? given = body.Element(JobSettings.Field);
        var arguments = new List<string>();
        long? lengthNs = ReadRange(body, arguments);
        IReadOnlyList<string> varied = kind == JobKind.Sweep ? ReadSweep(body, arguments) : [];
        body.Check();
        var settings = new JobSettings(given, folder, role, store, rules);
        if (settings.FileParameter is { } file && varied.Any(v => v.Split('=')[0].Trim() == file))
            throw Problem.Field("vary", $"parameter {file} names a file and can't be varied here");
        if (kind == JobKind.Sweep)
            new SweepCheck(body, arguments, lengthNs).Check(varied, settings.Together);
        return new JobOrder(kind, settings.ToJson(), arguments, (JsonObject)JsonNode.Parse(body.Root.GetRawText())!, folder.RealPath);
    }

    // How long the stretch is at most; null: the recordings alone know.
    private static long? ReadRange(JsonBody body, List<string> arguments)
    {
        (long Ns, bool IsAfterStart)? from = Time("from"), to = Time("to");
        (long Ns, bool IsAfterStart)? begin = from ?? (to?.IsAfterStart == true ? (0, true) : null);
        if (begin is not { } first || to is not { } last || first.IsAfterStart != last.IsAfterStart)
            return null;
        if (first.Ns >= last.Ns)
            body.Refuse(from is null ? "to" : "from", $"right is a time before to, {body.TryText("to")}");
        return Math.Max(0, last.Ns - first.Ns);

        (long Ns, bool IsAfterStart)? Time(string field)
        {
            if (body.TryText(field, 40) is not { } text)
                return null;
            arguments.Add($"--{field}={text}");
            if (RangeOptions.TryRead(text, out long ns, out bool isAfterStart))
                return (ns, isAfterStart);
            body.Refuse(field, $"right is {RangeOptions.Right}");
            return null;
        }
    }

    private static List<string> ReadSweep(JsonBody body, List<string> arguments)
    {
        var varied = new List<string>();
        if (body.Element("vary") is { ValueKind: JsonValueKind.Array } vary && vary.GetArrayLength() is > 0 and <= MostVaried && vary.EnumerateArray().All(v => v.ValueKind == JsonValueKind.String && v.GetString()!.Length <= MostText))
            varied.AddRange(vary.EnumerateArray().Select(v => v.GetString()!));
        else
            body.Refuse("vary", $"right is a list of 1 to {MostVaried} texts, each a parameter and its values, e.g. \"spread=1:10:1\"");
        arguments.AddRange(varied.Select(v => $"--vary={v}"));
        // A sweep on all processors would be in the session's way.
        var usual = new Dictionary<string, string> { ["--jobs"] = "1", ["--most"] = MostRuns.ToString(CultureInfo.InvariantCulture) };
        foreach ((string field, string option, int most) in SweepNumbers)
        {
            if (body.TryNumber(field) is not { } number)
                continue;
            if (number < 1 || number > Math.Min(most, Most(option)) || number != decimal.Truncate(number))
                body.Refuse(field, string.Create(CultureInfo.InvariantCulture, $"right is a whole number from 1 to {Math.Min(most, Most(option))}"));
            else
                usual[option] = number.ToString("0", CultureInfo.InvariantCulture);
        }

        arguments.AddRange(usual.Select(u => $"{u.Key}={u.Value}"));
        foreach ((string field, string option) in SweepTexts)
        {
            if (body.TryText(field) is not { } text)
                continue;
            arguments.Add($"{option}={text}");
        }

        return varied;
    }

    private static int Most(string option) => option == "--jobs" ? Environment.ProcessorCount : MostRuns;
}
