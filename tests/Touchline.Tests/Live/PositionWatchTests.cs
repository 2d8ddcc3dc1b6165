using Touchline.Core;
using Touchline.Live;

namespace Touchline.Tests.Live;

public sealed class PositionWatchTests
{
    private readonly List<string> _said = [];
    private readonly PositionWatch _watch;
    private decimal _ledger;

    public PositionWatchTests() => _watch = new PositionWatch([TradingLine.InstrumentOf("BTC")], _ => _ledger, _said.Add);

    [Fact]
    public void A_difference_that_lasts_is_told_with_both_numbers_at_most_once_a_minute_and_so_is_its_end()
    {
        Tell(0.5m);
        _ledger = 0.4m;
        _watch.Look(0);
        _watch.Look(PositionWatch.LastingNs - 1);
        Assert.Empty(_said);
        _watch.Look(PositionWatch.LastingNs);
        _watch.Look(2 * PositionWatch.LastingNs);
        Assert.Equal(["BTC: the ledger has a position of 0.4, the venue says 0.5"], _said);
        _ledger = 0.3m;
        _watch.Look(PositionWatch.LastingNs + PositionWatch.AgainNs - 1);
        Assert.Single(_said);
        _watch.Look(PositionWatch.LastingNs + PositionWatch.AgainNs);
        _watch.Look(PositionWatch.LastingNs + 5 * PositionWatch.AgainNs);
        Assert.Equal(2, _said.Count);
        Assert.Equal("BTC: the ledger has a position of 0.3, the venue says 0.5", _said[1]);
        _ledger = 0.5m;
        _watch.Look(PositionWatch.LastingNs + 5 * PositionWatch.AgainNs + 1);
        Assert.Equal("BTC: ledger and venue agree again on a position of 0.5", _said[2]);
        Assert.Empty(_watch.Differences());
    }

    [Fact]
    public void Messages_on_their_way_are_no_difference()
    {
        for (int i = 0; i < 100; i++)
        {
            Tell(i);
            _watch.Look(i * PositionWatch.LastingNs / 2);
            _ledger = i;
            _watch.Look(i * PositionWatch.LastingNs / 2 + 1);
        }

        Assert.Empty(_said);
    }

    [Fact]
    public void A_whole_account_says_that_what_it_leaves_out_is_flat()
    {
        Assert.False(_watch.IsKnown);
        Assert.Null(_watch.VenueOf(0));
        Tell(2);
        _watch.OnAccount(new AccountSnapshot(0, IsWhole: true, [], [new AccountPosition("ETH", 1, 1)]));
        Assert.True(_watch.IsKnown);
        Assert.Equal(0, _watch.VenueOf(0));
    }

    private void Tell(decimal position) => _watch.OnAccount(new AccountSnapshot(0, IsWhole: false, [], [new AccountPosition("BTC", position, 1)]));
}
