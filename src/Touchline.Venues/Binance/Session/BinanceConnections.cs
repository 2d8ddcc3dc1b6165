using Touchline.Core;

namespace Touchline.Venues.Binance;

/// <summary>What people are told of each connection: the streams of both routes, the private one, order entry, REST.</summary>
internal sealed class BinanceConnections(BinanceSession session, BinanceFeed feed, BinancePrivateStream privateStream, BinanceReconciliation reconciliation, BinanceGateway gateway)
{
    // What keeps REST from being of use, in the order in which it is told.
    private static readonly BinanceTrouble[] OfRest = [BinanceTrouble.Limits, BinanceTrouble.Clock, BinanceTrouble.Reference, BinanceTrouble.Account];

    private VenueConnection[] _told = [];

    /// <summary>The same list as the last time unless something changed.</summary>
    public IReadOnlyList<VenueConnection> Now()
    {
        VenueConnection[] now = [.. Each()];
        if (!now.AsSpan().SequenceEqual(_told))
            _told = now;
        return _told;
    }

    private IEnumerable<VenueConnection> Each()
    {
        if (feed.Route(isPublic: true) is { } quotes)
            yield return quotes;
        if (feed.Route(isPublic: false) is { } trades)
            yield return trades;
        if (session.Signer is not null)
        {
            yield return Private();
            yield return new VenueConnection("order_entry", gateway.IsConnected, gateway.IsConnected ? null : gateway.Trouble ?? "it is logging on");
        }

        string? trouble = RestTrouble();
        yield return new VenueConnection("rest", trouble is null, trouble);
    }

    // Without the account's being known since its connection the stream is of no use.
    private VenueConnection Private()
    {
        bool isUp = privateStream.IsOpen && reconciliation.IsDone;
        string? trouble = isUp ? null : session.TroubleOf(BinanceTrouble.PrivateStream) ?? privateStream.Trouble ?? "the account is being read";
        return new VenueConnection("private", isUp, trouble);
    }

    private string? RestTrouble()
    {
        if (session.Rest.Unreachable is { } unreachable)
            return $"the last request got no reply ({unreachable})";
        foreach (BinanceTrouble about in OfRest)
        {
            if (session.TroubleOf(about) is { } trouble)
                return trouble;
        }

        return null;
    }
}
