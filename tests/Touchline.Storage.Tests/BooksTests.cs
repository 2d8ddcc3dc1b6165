using Touchline.Trading;

namespace Touchline.Storage.Tests;

/// <summary>The rows' books beside the engine's ledgers, entry by entry, without a database.</summary>
public sealed class BooksTests
{
    [Fact]
    public void After_every_input_positions_and_trades_are_the_ledgers_of_the_engine()
    {
        for (int seed = 1; seed <= 8; seed++)
        {
            using var queue = new StorageQueue();
            using var played = new PlayedSession(seed, queue, strategies: 3);
            var books = new SessionBooks(PlayedSession.Description(3));
            var batch = new RowBatch();
            var positions = new HashSet<PositionRow>();
            var trades = new List<TradeRow>();
            int step = 0;
            played.Play(400, () =>
            {
                step++;
                while (queue.TryTake(out SessionEntry entry))
                    books.Take(entry, batch);
                if (batch.Trades.Count == 0 && batch.Positions.Count == 0)
                    return;
                positions.UnionWith(batch.Positions);
                trades.AddRange(batch.Trades);
                batch.Clear();
                for (int i = 0; i < PlayedSession.Traded.Length; i++)
                {
                    string symbol = PlayedSession.Traded[i].Symbol, about = $"seed {seed}, step {step}, {symbol}";
                    foreach (StrategySlot strategy in played.Engine.Strategies)
                        AssertSame(about, strategy.Ledger(i), positions, trades, strategy.Name, symbol);
                    AssertSame(about, played.Engine.Unassigned(i), positions, trades, "", symbol);
                }
            });
        }
    }

    private static void AssertSame(string about, Ledger ledger, IEnumerable<PositionRow> positions, IEnumerable<TradeRow> trades, string strategy, string symbol)
    {
        PositionRow[] own = [.. positions.Where(p => p.Strategy == strategy && p.Symbol == symbol)];
        (string, string, decimal, decimal, decimal) expected = (about, strategy, ledger.Realised, ledger.Fees, ledger.Turnover);
        Assert.Equal(expected, (about, strategy, own.Sum(p => p.RealisedPnl), own.Sum(p => p.Fees), trades.Where(t => t.Strategy == strategy && t.Symbol == symbol).Sum(t => t.Value)));
    }
}
