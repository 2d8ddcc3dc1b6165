using System.Runtime.CompilerServices;
using Touchline.Core;

namespace Touchline.Trading;

/// <content>Engines of single strategies on threads of their own, which are told what goes in here: docs/hot-reload.md.</content>
public sealed partial class Engine
{
    private OutpostFeed[] _feeds = [];

    /// <summary>An outpost is told what goes in from now on. It changes nothing here.</summary>
    public void Follow(OutpostFeed feed) => _feeds = [.. _feeds, feed];

    /// <summary>An outpost is told nothing more.</summary>
    public void Unfollow(OutpostFeed feed) => _feeds = [.. _feeds.Where(f => f != feed)];

    /// <summary>What the account and the one strategy of this engine hold becomes what they hold in another.</summary>
    internal void Restore(int instrument, LedgerState account, LedgerState own)
    {
        Ledger(instrument).Restore(account);
        _strategies[0].Ledger(instrument).Restore(own);
    }

    internal InstrumentState State(int instrument) => _states[instrument];

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void TellFeeds(in MarketEvent e, long localNs)
    {
        foreach (OutpostFeed feed in _feeds)
            feed.OnMarket(e, localNs);
    }
}
