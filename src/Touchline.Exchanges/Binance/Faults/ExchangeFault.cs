namespace Touchline.Exchanges.Binance;

/// <summary>What goes wrong. The names that clients use are in <see cref="FaultKinds"/>.</summary>
internal enum FaultKind
{
    Drop, Silence, Delay, Duplicate, Reorder, Lose, Skip, Skew, Status, Reject, PartialFills, FillBeforeAck, ExpireListenKeys, Maintenance,
}

/// <summary>Where it goes wrong: on connections of a class, or with requests. Order requests are REST requests too.</summary>
[Flags]
internal enum FaultScopes
{
    None = 0,
    Market = 1,
    User = 2,
    WsApi = 4,
    Order = 8,
    Rest = 16,
    Streams = Market | User | WsApi,
    Requests = Order | Rest,
    All = Streams | Requests,
}

/// <summary>A fault that lies in wait, or a state that lasts.</summary>
internal sealed class ExchangeFault
{
    public required int Id { get; init; }

    public required FaultKind Kind { get; init; }

    /// <summary>As it was given.</summary>
    public required string Scope { get; init; }

    public required FaultScopes Scopes { get; init; }

    public double Probability { get; init; } = 1;

    /// <summary>How often it may strike yet; null: always.</summary>
    public long? Left { get; set; }

    public long Struck { get; set; }

    public long? Ms { get; init; }

    public int? Status { get; init; }

    /// <summary>The request that goes without its answer is carried out all the same; null where nothing was said.</summary>
    public bool? Accepted { get; init; }

    public int? Code { get; init; }

    public long? Steps { get; init; }
}
