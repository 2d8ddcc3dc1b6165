namespace Touchline.Core.Tests;

[Collection(ThreadTests.Name)]
public class PublishedBookTests
{
    private const int Levels = 20;
    private const long States = 300_000;

    [Fact]
    public void Nothing_is_read_before_the_first_state()
    {
        var published = new PublishedBook(Levels);
        Assert.False(published.TryRead(new BookLevel[Levels], new BookLevel[Levels], out _));
        Assert.Equal(0, published.Version);
    }

    [Fact]
    public void A_reader_with_less_room_gets_the_best_levels()
    {
        var book = new OrderBook();
        for (int i = 0; i < Levels; i++)
            book.Set(Side.Buy, new Price(100 - i), new Quantity(i + 1));
        var published = new PublishedBook(Levels);
        published.Publish(book, 42);
        var bids = new BookLevel[3];
        Assert.True(published.TryRead(bids, [], out PublishedTouch state));
        Assert.Equal(new PublishedTouch(1, 42, 3, 0, false), state);
        Assert.Equal(new BookLevel(new Price(100), new Quantity(1)), bids[0]);
        Assert.Equal(new BookLevel(new Price(98), new Quantity(3)), bids[2]);
    }

    [Fact]
    public void Every_copy_read_is_a_state_that_the_writer_published()
    {
        var published = new PublishedBook(Levels);
        var readers = new StateReader[] { new(published), new(published) };
        Thread[] threads = Array.ConvertAll(readers, r => new Thread(r.Run));
        foreach (Thread thread in threads)
            thread.Start();
        var book = new OrderBook();
        for (long version = 1; version <= States; version++)
        {
            WriteState(book, version);
            published.Publish(book, version * 10);
        }

        foreach (Thread thread in threads)
            thread.Join();
        foreach (StateReader reader in readers)
        {
            Assert.Null(reader.Torn);
            Assert.True(reader.Copies > 100, $"only {reader.Copies} copies were read");
        }
    }

    // The version stands in every quantity, and says how many levels each side has and where.
    private static void WriteState(OrderBook book, long version)
    {
        book.Clear();
        for (int i = 0; i < BidsOf(version); i++)
            book.Set(Side.Buy, new Price(version - i), new Quantity(version));
        for (int i = 0; i < AsksOf(version); i++)
            book.Set(Side.Sell, new Price(version + 1 + i), new Quantity(version));
    }

    private static int BidsOf(long version) => (int)(version % (Levels + 1));

    private static int AsksOf(long version) => (int)(version / 7 % (Levels + 1));

    private sealed class StateReader(PublishedBook published)
    {
        private readonly BookLevel[] _bids = new BookLevel[Levels];
        private readonly BookLevel[] _asks = new BookLevel[Levels];
        private long _last;

        public string? Torn { get; private set; }

        public long Copies { get; private set; }

        public void Run()
        {
            while (_last < States && Torn is null)
            {
                if (!published.TryRead(_bids, _asks, out PublishedTouch state))
                    continue;
                Copies++;
                if (!IsWhole(state))
                    Torn = $"a copy of version {state.Version} is none that was published";
                _last = state.Version;
            }
        }

        private bool IsWhole(in PublishedTouch state)
        {
            long version = state.Version;
            bool whole = version >= _last && state.LocalNs == version * 10 && state.Bids == BidsOf(version) && state.Asks == AsksOf(version);
            for (int i = 0; whole && i < state.Bids; i++)
                whole = _bids[i] == new BookLevel(new Price(version - i), new Quantity(version));
            for (int i = 0; whole && i < state.Asks; i++)
                whole = _asks[i] == new BookLevel(new Price(version + 1 + i), new Quantity(version));
            return whole;
        }
    }
}
