using System.Globalization;

namespace Touchline.StoredStrategies;

/// <summary>What <c>touchline strategy start|stop|reload</c> asks of a session that runs, as a line: <c>strategy reload mm keep</c>.</summary>
/// <param name="Version">Of a start: the one that begins beside others; null: the newest, in the strategy's own place.</param>
internal sealed record StrategyRequest(string Verb, string Id, bool Closes, int? Version = null)
{
    public const string Starts = "start", Stops = "stop", Reloads = "reload", Keep = "keep", Close = "close";

    private const string Word = "strategy";
    private const string Actor = "operator";

    /// <summary>Null when the text is none.</summary>
    public static StrategyRequest? Parse(string text) => text.Split(' ') switch
    {
        [Word, Starts, var id] => new StrategyRequest(Starts, id, false),
        [Word, Starts, var id, var version] when int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out int number) => new StrategyRequest(Starts, id, false, number),
        [Word, Stops or Reloads, var id, Keep or Close] words => new StrategyRequest(words[1], id, words[3] == Close),
        _ => null,
    };

    public override string ToString() => Verb == Starts ? string.Create(CultureInfo.InvariantCulture, $"{Word} {Starts} {Id}{(Version is null ? "" : " ")}{Version}") : $"{Word} {Verb} {Id} {(Closes ? Close : Keep)}";

    /// <summary>Null when it was done, else why not.</summary>
    public Task<string?> CarryOut(StrategyDesk desk) => Verb switch
    {
        Starts when Version is { } number => desk.StartBeside(Id, number, Actor),
        Starts => desk.Start(Id, Actor),
        Stops => desk.Stop(Id, Closes, Actor),
        _ => desk.Reload(Id, Closes, Actor),
    };
}
