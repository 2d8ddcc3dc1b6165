namespace Touchline.StoredStrategies;

/// <summary>What <c>touchline strategy start|stop|reload</c> asks of a session that runs, as a line: <c>strategy reload mm keep</c>.</summary>
internal sealed record StrategyRequest(string Verb, string Id, bool Closes)
{
    public const string Starts = "start", Stops = "stop", Reloads = "reload", Keep = "keep", Close = "close";

    private const string Word = "strategy";
    private const string Actor = "operator";

    /// <summary>Null when the text is none.</summary>
    public static StrategyRequest? Parse(string text) => text.Split(' ') switch
    {
        [Word, Starts, var id] => new StrategyRequest(Starts, id, false),
        [Word, Stops or Reloads, var id, Keep or Close] words => new StrategyRequest(words[1], id, words[3] == Close),
        _ => null,
    };

    public override string ToString() => Verb == Starts ? $"{Word} {Starts} {Id}" : $"{Word} {Verb} {Id} {(Closes ? Close : Keep)}";

    /// <summary>Null when it was done, else why not.</summary>
    public Task<string?> CarryOut(StrategyDesk desk) => Verb switch
    {
        Starts => desk.Start(Id, Actor),
        Stops => desk.Stop(Id, Closes, Actor),
        _ => desk.Reload(Id, Closes, Actor),
    };
}
