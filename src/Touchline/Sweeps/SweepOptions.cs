using System.CommandLine;
using System.Globalization;
using Touchline.Core;
using Touchline.Simulation;

namespace Touchline.Sweeps;

/// <summary>What the command line says of a sweep beside what is traded and on what.</summary>
internal sealed record SweepChoice
{
    public required IReadOnlyList<string> Vary { get; init; }

    /// <summary>Random points; null for all.</summary>
    public required int? Random { get; init; }

    public required int Most { get; init; }

    public required int Limit { get; init; }

    public required int Jobs { get; init; }

    public required string RankBy { get; init; }

    public required int Top { get; init; }

    /// <summary>Results line by line; null for none, as the next two.</summary>
    public required string? Store { get; init; }

    public required string? Json { get; init; }

    public required string? Report { get; init; }

    public required WalkForwardPlan? WalkForward { get; init; }
}

/// <summary>The options of <c>touchline sweep</c> that say how it goes.</summary>
internal sealed class SweepOptions
{
    public const string DefaultRank = "sharpe";

    private const int DefaultMost = 100_000;
    private const int DefaultTop = 20;
    private const int MostJobs = 256;

    private readonly Option<string[]> _vary = new("--vary")
    {
        Description = "A parameter and its values, once for each parameter: name=a,b,c, name=START:STOP:STEP with both ends, or name=log:START:STOP:COUNT; with --random also name=START:STOP and name=log:START:STOP",
        AllowMultipleArgumentsPerToken = false,
    };

    private readonly Option<string?> _random = new("--random") { Description = "Run so many random points, none twice, in place of all; drawn by --seed" };
    private readonly Option<string?> _most = new("--most") { Description = $"Refuse a sweep of more runs than this (default {DefaultMost}, at most {SweepSpace.MostPoints})" };
    private readonly Option<string?> _limit = new("--limit") { Description = "End after so many runs; with -o the next time goes on from there" };
    private readonly Option<string?> _jobs = new("--jobs", "-j") { Description = "Runs side by side (default: one for each processor)" };
    private readonly Option<string?> _rankBy = new("--rank-by") { Description = $"The figure that decides: any number of a backtest's JSON result, e.g. equity, orders.filled or metrics.NAME; :asc or :desc behind it says which end is the better one (default {DefaultRank})" };
    private readonly Option<string?> _top = new("--top") { Description = $"Show so many points (default {DefaultTop})" };
    private readonly Option<string?> _store = new("-o", "--store") { Description = "Keep every result in this file (.jsonl) as it comes; a sweep that finds results there goes on from them" };
    private readonly Option<string?> _json = new("--json") { Description = "Write all points with parameters and figures to a file as one JSON object ('-': to standard output, without the table)" };
    private readonly Option<string?> _report = new("--report") { Description = "Write a report to look at in a browser (.html)" };
    private readonly Option<string?> _walkForward = new("--walk-forward") { Description = "Choose on one stretch and try the choice on the next, over and over: train=TIME,test=TIME, e.g. train=2m,test=1m" };

    public void AddTo(Command command)
    {
        command.Add(_vary);
        foreach (Option<string?> option in (Option<string?>[])[_random, _walkForward, _rankBy, _top, _jobs, _limit, _most, _store, _json, _report])
            command.Add(option);
    }

    /// <exception cref="BadInputException">An option's value is wrong.</exception>
    public SweepChoice Read(ParseResult parsed) => new()
    {
        Vary = parsed.GetValue(_vary) ?? [],
        Random = parsed.GetValue(_random) is null ? null : Whole(parsed, _random, 1, SweepSpace.MostPoints),
        Most = Whole(parsed, _most, DefaultMost, SweepSpace.MostPoints),
        Limit = Whole(parsed, _limit, int.MaxValue, int.MaxValue),
        Jobs = Whole(parsed, _jobs, Math.Min(Environment.ProcessorCount, MostJobs), MostJobs),
        RankBy = parsed.GetValue(_rankBy) ?? DefaultRank,
        Top = Whole(parsed, _top, DefaultTop, SweepSpace.MostPoints),
        Store = parsed.GetValue(_store),
        Json = parsed.GetValue(_json),
        Report = parsed.GetValue(_report),
        WalkForward = parsed.GetValue(_walkForward) is { } plan ? PlanOf(plan) : null,
    };

    private static int Whole(ParseResult parsed, Option<string?> option, int usual, int most)
    {
        if (parsed.GetValue(option) is not { } text)
            return usual;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= 1 && number <= most
            ? number
            : throw new BadInputException($"{option.Name} is '{text}'; right is a whole number from 1 to {most}");
    }

    private static WalkForwardPlan PlanOf(string text)
    {
        const long MostNs = 10L * 366 * 24 * 3_600_000_000_000;
        long? train = null, test = null;
        foreach (string part in text.Split(','))
        {
            string[] pair = part.Split('=');
            if (pair.Length != 2 || !Duration.TryParse(pair[1], out long ns) || ns <= 0 || ns > MostNs)
                throw Bad(text);
            if (pair[0].Trim() == "train" && train is null)
                train = ns;
            else if (pair[0].Trim() == "test" && test is null)
                test = ns;
            else
                throw Bad(text);
        }

        return train is null || test is null ? throw Bad(text) : new WalkForwardPlan(train.Value, test.Value);
    }

    private static BadInputException Bad(string text) =>
        new($"--walk-forward is '{text}'; right is train=TIME,test=TIME with units, each above 0, e.g. train=2m,test=1m");
}
