using Touchline.Core;

namespace Touchline.Trading.Tests;

/// <summary>Fees that the venue takes in another asset than the quote currency, from the report to the books of account and strategies.</summary>
public sealed class FeeAssetTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("touchline-test-");
    private readonly TestStrategy[] _strategies = [new(), new()];
    private readonly Engine _engine;

    public FeeAssetTests()
    {
        _engine = new Engine([Desk.Plain], [.. _strategies.Select((s, i) => new StrategySetup($"s{i}", s))], new RiskLimits(), feeAssets: ["BNB"]);
        _engine.Start(0);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private OrderReport Filled(int strategy, long quantity, decimal fee, byte asset = 0, long price = 0) => new()
    {
        Kind = ReportKind.Fill,
        Id = _strategies[strategy].Context.Place(NewOrder.Limit(0, Side.Buy, new Price(100), new Quantity(quantity))).Id,
        Price = new Price(100),
        Quantity = new Quantity(quantity),
        TradeId = strategy + 1,
        Fee = fee,
        FeeAsset = asset,
        FeePrice = price,
    };

    [Fact]
    public void Account_and_strategy_keep_it_by_asset_and_in_quote_currency_where_the_price_was_known()
    {
        _engine.OnReport(Filled(0, 3, 0.002m, asset: 1, price: 600_00000000));
        _engine.OnReport(Filled(1, 1, 0.001m, asset: 1));
        Assert.Equal((1.2m, 1L), (_engine.Ledger(0).Fees, _engine.Ledger(0).UnpricedFees));
        Assert.Equal(new AssetFees(1, 0.003m, 1.2m, 0.001m, 1), _engine.Ledger(0).FeesIn(1));
        Assert.Equal(new AssetFees(1, 0.002m, 1.2m, 0, 0), _engine.Strategies[0].Ledger(0).FeesIn(1));
        Assert.Equal(new AssetFees(1, 0.001m, 0, 0.001m, 1), _engine.Strategies[1].Ledger(0).FeesIn(1));
        Assert.Equal(0, _engine.Anomalies.Illegal);
    }

    [Fact]
    public void The_parts_of_a_liquidations_fee_add_up_to_it_in_its_asset_and_in_quote_currency()
    {
        _engine.OnReport(Filled(0, 3, 0));
        _engine.OnReport(Filled(1, 4, 0));
        _engine.OnReport(new OrderReport
        {
            Kind = ReportKind.Liquidation,
            Side = Side.Sell,
            Price = new Price(90),
            Quantity = new Quantity(7),
            TradeId = 9,
            Fee = 0.01m,
            FeeAsset = 1,
            FeePrice = 612_34567891,
        });
        AssetFees[] parts = [.. _engine.Strategies.Select(s => s.Ledger(0).FeesIn(1))];
        Assert.All(parts, p => Assert.True(p.Amount > 0));
        Assert.Equal((0.01m, 6.1234567891m), (parts.Sum(p => p.Amount), parts.Sum(p => p.InQuote)));
        Assert.Equal(6.1234567891m, _engine.Ledger(0).Fees);
    }

    [Fact]
    public void A_trade_of_others_is_nobodys_with_its_fee_and_what_it_closes_of_strategies_takes_its_part_of_the_fee()
    {
        _engine.OnReport(Filled(0, 2, 0));
        _engine.OnReport(External(Side.Sell, 3, 0.003m, 1));
        AssetFees Of(Ledger ledger) => ledger.FeesIn(1);
        Assert.Equal((-1L, 1L), (_engine.Unassigned(0).Position.Units, _engine.Ledger(0).UnpricedFees));
        Assert.Equal((0.002m, 0.001m, 0.003m), (Of(_engine.Strategies[0].Ledger(0)).Amount, Of(_engine.Unassigned(0)).Amount, Of(_engine.Ledger(0)).Amount));
        _engine.OnReport(External(Side.Buy, 1, 0.001m, 2) with { FeePrice = 600_00000000 });
        Assert.Equal(new AssetFees(1, 0.002m, 0.6m, 0.001m, 1), Of(_engine.Unassigned(0)));
        Assert.Equal(0.6m, _engine.SnapshotLedgers()[1].Fees);
    }

    private static OrderReport External(Side side, long quantity, decimal fee, long trade) => new()
    {
        Kind = ReportKind.External,
        Side = side,
        Price = new Price(100),
        Quantity = new Quantity(quantity),
        TradeId = trade,
        Fee = fee,
        FeeAsset = 1,
    };

    [Fact]
    public void An_asset_that_the_session_doesnt_know_is_kept_by_its_number_and_counted()
    {
        _engine.OnReport(Filled(0, 1, 0.5m, asset: 3));
        Assert.Equal((0m, 1L, 1L), (_engine.Ledger(0).Fees, _engine.Ledger(0).UnpricedFees, _engine.Anomalies.Illegal));
        Assert.Equal(0.5m, _engine.Ledger(0).FeesIn(3).Amount);
    }

    [Fact]
    public void The_journal_keeps_asset_and_price()
    {
        OrderReport report = Filled(0, 2, -0.0000123m, asset: 1, price: 61_234_567_891) with { IsMaker = true, LocalNs = 7 };
        using (JournalLock place = JournalLock.Take(_folder.FullName))
        using (var journal = new OrderJournal(place, "session"u8, 1, new RiskLimits(), waits: true))
        {
            journal.Begin(_engine, 0);
            journal.OnReport(5, report);
            journal.Complete(5);
        }

        Assert.Equal(report, OrderJournalFile.Read(_folder.FullName).Records().First().Report);
    }

    [Fact]
    public void A_snapshot_shows_account_nobody_and_strategies_each_with_both_ways_of_counting()
    {
        _engine.OnReport(Filled(0, 3, 0.3m));
        _engine.OnReport(Filled(1, 1, 0.001m, asset: 1, price: 600_00000000));
        _engine.OnReport(new OrderReport { Kind = ReportKind.Funding, Fee = 4, ExchangeNs = 1, Quantity = new Quantity(4) });
        IReadOnlyList<LedgerSnapshot> all = _engine.SnapshotLedgers();
        Assert.Equal([(LedgerSnapshot.Account, 0), (LedgerSnapshot.Nobody, 0), (0, 0), (1, 0)], all.Select(s => (s.Strategy, s.Instrument)));
        Assert.Equal([(4m, 400m, 0.9m, -4m), (0m, 0m, 0m, 0m), (3m, 300m, 0.3m, -3m), (1m, 100m, 0.6m, -1m)], all.Select(s => (s.Position, s.Turnover, s.Fees, s.Funding)));
        Assert.Equal([new AssetFees(0, 0.3m, 0.3m, 0, 0), new AssetFees(1, 0.001m, 0.6m, 0, 0)], all[0].FeesByAsset);
        Assert.All(all, s => Assert.Equal((s.Realised + s.Unrealised, s.Realised + s.Unrealised - s.Fees + s.Funding), (s.RealisedFifo + s.UnrealisedFifo, s.Net)));
    }
}
