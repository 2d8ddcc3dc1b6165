using Touchline.Core;

namespace Touchline.Trading.Tests;

/// <summary>What the ledger says beside what the venue says: what is told, when, and what is asked to be done.</summary>
public sealed class LedgerWatchTests
{
    private const long Lasting = LedgerWatch.LastingNs;
    private const long Again = LedgerWatch.AgainNs;

    private readonly Instrument _traded = Instrument.Linear("test", "BTC", DecimalUnit.Parse("0.1", "tick"), DecimalUnit.Parse("0.001", "lot"));
    private readonly List<string> _said = [];
    private readonly List<string> _done = [];
    private readonly Ledger _ledger = new();
    private LedgerWatch _watch;
    private decimal _wallet = 1_000;

    public LedgerWatchTests() => _watch = Watch(new WatchOptions());

    private LedgerWatch Watch(WatchOptions options) => new(
        [_traded], ["USDT"], ["BNB"], _ => _ledger, options, _said.Add,
        d => _done.Add($"{d.Reaction} {d.Figure} {d.Instrument} {d.Asset} {d.Ledger:0.###} {d.Venue:0.###}"), d => _done.Add($"over {d.Figure} {d.Instrument} {d.Asset}"));

    private void Fill(Side side, long price, long quantity, decimal fee = 0, byte asset = 0) =>
        _ledger.Apply(side, new Quantity(quantity), _traded.Value(new Price(price), new Quantity(quantity)), new Fee(fee, asset));

    private void Position(decimal quantity, decimal entry = 1) =>
        _watch.OnAccount(new AccountSnapshot(0, IsWhole: false, [], [new AccountPosition("BTC", quantity, entry)]));

    private void Wallet(decimal amount, string asset = "USDT") =>
        _watch.OnAccount(new AccountSnapshot(0, IsWhole: false, [new AccountBalance(asset, amount, null)], []));

    [Fact]
    public void A_position_that_differs_for_long_is_told_with_both_numbers_at_most_once_a_minute_and_so_is_its_end()
    {
        Position(0.5m);
        Fill(Side.Buy, 10, 400);
        _watch.Look(0);
        _watch.Look(Lasting - 1);
        Assert.Empty(_said);
        Assert.Empty(_watch.Lasting());
        _watch.Look(Lasting);
        _watch.Look(2 * Lasting);
        Assert.Equal(["BTC: the ledger has a position of 0.4, the venue says 0.5"], _said);
        Assert.Equal(["Freeze Position 0  0.4 0.5"], _done);
        Fill(Side.Sell, 10, 100);
        _watch.Look(Lasting + Again - 1);
        Assert.Single(_said);
        _watch.Look(Lasting + Again);
        _watch.Look(Lasting + 5 * Again);
        Assert.Equal("BTC: the ledger has a position of 0.3, the venue says 0.5", Assert.Single(_said[1..]));
        Assert.Equal("BTC: the ledger has a position of 0.3, the venue says 0.5", Assert.Single(_watch.Differences()));
        Fill(Side.Buy, 10, 200);
        _watch.Look(Lasting + 5 * Again + 1);
        Assert.Equal("BTC: ledger and venue agree again on a position of 0.5", _said[2]);
        Assert.Equal(["Freeze Position 0  0.3 0.5", "over Position 0 "], _done[1..]);
        Assert.Empty(_watch.Differences());
    }

    [Fact]
    public void Differences_of_every_kind_are_listed_from_their_telling_to_their_end()
    {
        Wallet(1_000);
        _watch.BeginWallets();
        Fill(Side.Buy, 10, 500);
        Position(0.5m, 2);
        Wallet(900);
        _watch.Look(0);
        _watch.Look(Lasting - 1);
        Assert.Empty(_watch.Lasting());
        Assert.Empty(_said);
        Fill(Side.Buy, 10, 1, fee: 1);
        Position(0.501m, 2);
        _watch.Look(Lasting);
        Assert.Equal(_said, _watch.Lasting().Select(d => d.Text));
        Assert.Equal(["BTC entry price", "USDT balance"], _watch.Lasting().Select(d => d.Subject));
        Position(0.501m);
        Wallet(999);
        Assert.Empty(_watch.Lasting());
        _watch.Look(Lasting + 1);
        Assert.Empty(_watch.Lasting());
    }

    [Fact]
    public void Messages_on_their_way_are_no_difference()
    {
        for (int i = 1; i < 100; i++)
        {
            Position(i);
            _watch.Look(i * Lasting / 2);
            Fill(Side.Buy, 10, 1_000);
            _watch.Look(i * Lasting / 2 + 1);
        }

        Assert.Empty(_said);
    }

    [Fact]
    public void A_whole_account_says_that_what_it_leaves_out_is_flat()
    {
        Assert.Null(_watch.VenueOf(0));
        Position(2);
        _watch.OnAccount(new AccountSnapshot(0, IsWhole: true, [], [new AccountPosition("ETH", 1, 1)]));
        Assert.Equal(0, _watch.VenueOf(0));
        Assert.Equal([new WalletComparison("USDT", 0, 0, true), new WalletComparison("BNB", 0, 0, true)], _watch.Wallets);
    }

    [Fact]
    public void Wallets_that_are_told_before_the_ledger_has_their_fills_are_compared_from_when_it_has_them()
    {
        Wallet(1_000);
        Wallet(3, "BNB");
        Fill(Side.Buy, 100, 5_000, fee: 7);
        Fill(Side.Buy, 100, 5_000, fee: 0.25m, asset: 1);
        Assert.All(_watch.Wallets, w => Assert.False(w.Agrees));
        _watch.BeginWallets();
        Assert.Equal([new WalletComparison("USDT", 1_000, 1_000, true), new WalletComparison("BNB", 3, 3, true)], _watch.Wallets);
        Fill(Side.Buy, 100, 5_000, fee: 7);
        Assert.Equal(new WalletComparison("USDT", 993, 1_000, false), _watch.Wallets.First());
    }

    [Fact]
    public void A_wallet_is_what_it_was_and_what_the_ledger_made_of_it_since_in_every_asset()
    {
        Fill(Side.Buy, 100, 5_000, fee: 7);
        Wallet(1_000);
        Wallet(3, "BNB");
        Fill(Side.Buy, 100, 5_000, fee: 0.25m, asset: 1);
        Fill(Side.Sell, 110, 4_000, fee: 0.5m);
        _ledger.ApplyFunding(-0.125m);
        Assert.Equal([new WalletComparison("USDT", 1_000 + 4 - 0.5m - 0.125m, 1_000, false), new WalletComparison("BNB", 2.75m, 3, false)], _watch.Wallets);
        Wallet(1_003.375m);
        Wallet(2.75m, "BNB");
        Assert.All(_watch.Wallets, w => Assert.True(w.Agrees));
        _watch.Look(0);
        _watch.Look(9 * Lasting);
        Assert.Empty(_said);
    }

    [Fact]
    public void A_wallet_that_changes_while_our_books_stand_still_was_changed_by_others_and_is_told_once()
    {
        Wallet(1_000);
        _watch.Look(0);
        Wallet(1_500);
        _watch.Look(1);
        _watch.Look(1 + Lasting);
        _watch.Look(1 + 9 * Again);
        Assert.Equal(
            ["balance of USDT: the venue says 1500, by the ledger it is 1000: an external transfer or other activity; from here on the venue's is right"], _said);
        Fill(Side.Buy, 100, 1_000, fee: 2);
        Wallet(1_498);
        _watch.Look(2 + 9 * Again);
        _watch.Look(2 + 19 * Again);
        Assert.Single(_said);
        Assert.Empty(_done);
    }

    [Fact]
    public void A_wallet_that_our_own_trading_explains_wrongly_is_a_difference_told_again_only_when_it_becomes_another()
    {
        _watch = Watch(new WatchOptions { OnBalance = DifferenceReaction.Kill });
        Wallet(_wallet);
        _watch.Look(0);
        for (int i = 1; i <= 100; i++)
        {
            // The venue takes 3 a fill, the ledger was told 2.
            Fill(i % 2 == 0 ? Side.Sell : Side.Buy, 100, 1_000, fee: 2);
            Wallet(_wallet -= i <= 50 ? 3 : 2);
            _watch.Look(i * Lasting);
        }

        Assert.Equal("balance of USDT: by the ledger it is 996, the venue says 994", _said[0]);
        Assert.Equal("balance of USDT: by the ledger it is 972, the venue says 958", _said[1]);
        // Every minute while it grows; once it stands, never again.
        Assert.Equal(5, _said.Count);
        Assert.Equal("balance of USDT: by the ledger it is 900, the venue says 850", _said[^1]);
        Assert.Equal(_said.Count, _done.Count);
        Assert.Equal("Kill Balance -1 USDT 996 994", _done[0]);
        Wallet(800);
        _watch.Look(101 * Lasting);
        Assert.Equal("balance of USDT: ledger and venue agree again on 800", _said[^1]);
        Assert.Equal("over Balance -1 USDT", _done[^1]);
    }

    [Fact]
    public void What_venues_round_is_no_difference()
    {
        Wallet(1_000);
        _watch.Look(0);
        Fill(Side.Buy, 1_000_000, 1_000);
        Wallet(1_000 + 0.01m + 0.1m);
        _watch.Look(1);
        _watch.Look(1 + Lasting);
        Assert.Empty(_said);
        Wallet(1_000 + 0.01m + 0.1m + 0.000001m);
        _watch.Look(2 + Lasting);
        _watch.Look(2 + 2 * Lasting);
        Assert.Single(_said);
    }

    [Fact]
    public void An_entry_price_that_differs_is_told_and_frozen_for_only_if_so_chosen()
    {
        Fill(Side.Buy, 1_000, 1_000);
        Position(1, 100.0005m);
        Look(0);
        Assert.Empty(_said);
        Position(1, 101);
        Look(10);
        Assert.Equal(["BTC: by the ledger the position was opened at 100 on average, the venue says 101"], _said);
        Assert.Empty(_done);
        Position(1, 100);
        _watch.Look(2_000 * Lasting);
        Assert.Equal("BTC: ledger and venue agree again on an average price of 100", _said[^1]);

        _watch = Watch(new WatchOptions { OnEntryPrice = DifferenceReaction.Freeze });
        Position(1, 101);
        Look(3_000);
        Assert.Equal(["Freeze EntryPrice 0  100 101"], _done);
        Fill(Side.Sell, 1_000, 1_000);
        Position(0, 0);
        Look(4_000);
        Assert.Equal("over EntryPrice 0 ", _done[^1]);

        void Look(int times)
        {
            _watch.Look(times * Lasting);
            _watch.Look((times + 1) * Lasting);
        }
    }
}
