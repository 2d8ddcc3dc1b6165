namespace Touchline.Exchanges.Binance;

/// <summary>Which scopes and fields a kind of fault takes.</summary>
/// <param name="Needs">Fields it can't do without.</param>
/// <param name="Takes">Fields it may have besides kind and scope.</param>
/// <param name="IsState">It lasts until it is cleared or over, instead of striking now and then: no probability, no count.</param>
internal sealed record FaultTerms(FaultKind Kind, string Name, FaultScopes Scopes, string[] Needs, string[] Takes, bool IsState = false);

/// <summary>The faults there are. docs/simulated-exchange.md explains each.</summary>
internal static class FaultKinds
{
    public static IReadOnlyList<FaultTerms> All { get; } =
    [
        new(FaultKind.Drop, "drop", FaultScopes.All, [], ["accepted"]),
        new(FaultKind.Silence, "silence", FaultScopes.All, [], ["ms", "accepted"]),
        new(FaultKind.Delay, "delay", FaultScopes.All, ["ms"], []),
        new(FaultKind.Duplicate, "duplicate", FaultScopes.Streams, [], []),
        new(FaultKind.Reorder, "reorder", FaultScopes.Streams, [], ["ms"]),
        new(FaultKind.Lose, "lose", FaultScopes.Streams, [], []),
        new(FaultKind.Skip, "skip", FaultScopes.Market, [], []),
        new(FaultKind.Skew, "skew", FaultScopes.All, ["ms"], [], IsState: true),
        new(FaultKind.Status, "status", FaultScopes.Requests | FaultScopes.WsApi, ["status"], ["accepted", "ms"]),
        new(FaultKind.Reject, "reject", FaultScopes.Requests | FaultScopes.WsApi, [], ["code"]),
        new(FaultKind.PartialFills, "partial-fills", FaultScopes.All, [], ["steps"], IsState: true),
        new(FaultKind.FillBeforeAck, "fill-before-ack", FaultScopes.Order | FaultScopes.WsApi, [], ["ms"]),
        new(FaultKind.ExpireListenKeys, "expire-listen-keys", FaultScopes.User, [], [], IsState: true),
        new(FaultKind.Maintenance, "maintenance", FaultScopes.All, [], ["ms"], IsState: true),
    ];

    /// <summary>What a scope's name stands for. Orders are requests, so rest holds them.</summary>
    public static IReadOnlyList<(string Name, FaultScopes Scopes)> Scopes { get; } =
    [
        ("market", FaultScopes.Market), ("user", FaultScopes.User), ("wsapi", FaultScopes.WsApi),
        ("rest", FaultScopes.Requests), ("order", FaultScopes.Order), ("all", FaultScopes.All),
    ];

    public static FaultTerms? Find(string name) => All.FirstOrDefault(k => k.Name == name);

    public static string NameOf(FaultKind kind) => All.First(k => k.Kind == kind).Name;

    /// <summary>The names of scopes that a kind takes.</summary>
    public static IEnumerable<string> ScopesOf(FaultTerms terms) =>
        terms.Scopes == FaultScopes.All && terms.IsState ? ["all"] : Scopes.Where(s => s.Name == "all" || (s.Scopes & ~terms.Scopes) == 0).Select(s => s.Name);
}
