using Touchline.Core;
using Touchline.Matching;

namespace Touchline.Exchanges.Binance.Tests;

/// <summary>Several accounts do whatever comes to mind on lively synthetic markets, and a plain twin that knows only what was told has to agree at every step.</summary>
public class TradingPropertyTests
{
    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    [InlineData(4, true)]
    public void Thousands_of_random_actions_leave_a_plain_twin_agreeing_with_every_account(int seed, bool hedged)
    {
        var crowd = new Crowd((ulong)seed, hedged);
        for (int i = 0; i < 3000; i++)
            crowd.Act();
        crowd.CancelEverything();
        Assert.True(crowd.Twin.Fills > 700, $"only {crowd.Twin.Fills} fills");
        Assert.True(crowd.Twin.Cut > 5, $"only {crowd.Twin.Cut} reduce-only orders cut");
        Assert.True(crowd.Twin.Prevented > 0, "no self trade was prevented");
        Assert.True(crowd.Twin.Rejected > 100, $"only {crowd.Twin.Rejected} refusals");
    }

    [Theory]
    [InlineData(11, false)]
    [InlineData(12, true)]
    public void On_a_recording_too(int seed, bool hedged)
    {
        var recording = new SyntheticStream(new SyntheticStreamOptions(), (ulong)seed, ToldRows.BeginNs);
        var crowd = new Crowd((ulong)seed, hedged, recording);
        for (int i = 0; i < 3000; i++)
            crowd.Act();
        crowd.CancelEverything();
        Assert.True(crowd.Twin.Fills > 700, $"only {crowd.Twin.Fills} fills");
        Assert.Equal(0, crowd.Twin.Prevented);
        Assert.True(crowd.Twin.Rejected > 100, $"only {crowd.Twin.Rejected} refusals");
    }

    private sealed class Crowd
    {
        private readonly SeededRandom _random;
        private readonly BinanceTrading _trading;

        public Crowd(ulong seed, bool hedged, RowSource? recording = null)
        {
            _random = new SeededRandom(seed);
            Twin = new Twin();
            _trading = new BinanceTrading(
                new BinanceExchangeOptions
                {
                    Symbols = recording is null ? ["BTCUSDT", "ETHUSDT", "SOLUSDT"] : ["BTCUSDT"],
                    Data = recording is null ? new Dictionary<string, RowSource>() : new Dictionary<string, RowSource> { ["BTCUSDT"] = recording },
                    Accounts = [new("a", "", "hmac", 300_000), new("b", "", "hmac", 30_000), new("c", "", "hmac", 2000), new("d", "", "hmac", 5_000_000)],
                    StartNs = TradingScene.StartNs,
                    Seed = seed,
                    Pace = 3,
                },
                Twin);
            foreach (BinanceAccount account in _trading.Accounts)
            {
                Twin.Open(account);
                if (hedged && account.Number % 2 == 0)
                    Assert.Null(_trading.SetHedged(account, hedged: true));
                Assert.Null(_trading.SetMarginType(account, recording is null ? "ETHUSDT" : "BTCUSDT", isolated: true));
                Assert.Null(_trading.SetLeverage(account, "BTCUSDT", 100));
            }
        }

        public Twin Twin { get; }

        public void Act()
        {
            BinanceAccount account = _trading.Accounts[_random.Below(_trading.Accounts.Count)];
            BinanceMarket market = _trading.Markets[_random.Below(_trading.Markets.Count)];
            switch (_random.Below(20))
            {
                case < 9:
                    Place(account, market);
                    break;
                case < 13:
                    Amend(account);
                    break;
                case < 16:
                    Cancel(account);
                    break;
                case 16:
                    Twin.Rejected += _trading.PlaceAlgo(account, Algo(account, market)).Error is null ? 0 : 1;
                    break;
                case 17 when _random.Chance(0.1):
                    Assert.Null(_trading.CancelAll(account, market.Symbol.Name));
                    break;
                case 18:
                    _trading.MostStepsAFill = _random.Below(3) * 7;
                    break;
                default:
                    _trading.Advance(_trading.NowNs + _random.Below(200) * 1_000_000L);
                    break;
            }

            Twin.Check(_trading);
        }

        public void CancelEverything()
        {
            foreach (BinanceAccount account in _trading.Accounts)
            {
                while (account.Live.Count > 0)
                    Cancel(account);
            }

            Twin.Check(_trading);
        }

        private void Place(BinanceAccount account, BinanceMarket market)
        {
            (BinanceOrder? order, BinanceError? error) = _trading.Place(account, Terms(account, market));
            Assert.True((order is null) != (error is null));
            Twin.Rejected += error is null ? 0 : 1;
        }

        private BinanceOrderTerms Terms(BinanceAccount account, BinanceMarket market)
        {
            if (_random.Chance(0.1) && AnyLive(account) is { } own)
                return AgainstItself(own);
            Side side = AnySide();
            bool isMarket = _random.Chance(0.25);
            string[] times = ["GTC", "GTC", "GTC", "GTX", "IOC", "FOK"];
            string time = times[_random.Below(times.Length)];
            return new BinanceOrderTerms
            {
                Symbol = market.Symbol.Name,
                Side = side,
                Type = isMarket ? "MARKET" : "LIMIT",
                TimeInForce = isMarket ? null : time,
                PositionSide = !account.IsHedged ? PositionSide.Both : _random.Chance(0.5) ? PositionSide.Long : PositionSide.Short,
                Quantity = Quantity(market),
                Price = isMarket ? null : Price(market, side),
                ReduceOnly = !account.IsHedged && _random.Chance(0.35),
                SelfTradePrevention = time == "FOK" ? SelfTradePrevention.None : (SelfTradePrevention)(1 + _random.Below(3)),
            };
        }

        private BinanceOrderTerms AgainstItself(BinanceOrder own) => new()
        {
            Symbol = own.Symbol.Name,
            Side = own.Side.Opposite(),
            Type = "LIMIT",
            TimeInForce = _random.Chance(0.5) ? "GTC" : "IOC",
            PositionSide = own.PositionSide,
            Quantity = own.Quantity,
            Price = own.Price,
            SelfTradePrevention = (SelfTradePrevention)(1 + _random.Below(3)),
        };

        private BinanceOrderTerms Algo(BinanceAccount account, BinanceMarket market)
        {
            string[] types = ["STOP_MARKET", "TAKE_PROFIT_MARKET", "TRAILING_STOP_MARKET"];
            string type = types[_random.Below(types.Length)];
            Side side = AnySide();
            return new BinanceOrderTerms
            {
                Symbol = market.Symbol.Name,
                Side = side,
                Type = type,
                PositionSide = !account.IsHedged ? PositionSide.Both : _random.Chance(0.5) ? PositionSide.Long : PositionSide.Short,
                Quantity = Quantity(market),
                TriggerPrice = type == "TRAILING_STOP_MARKET" ? null : Price(market, AnySide()),
                CallbackRate = type == "TRAILING_STOP_MARKET" ? 0.1m : null,
                ReduceOnly = !account.IsHedged && _random.Chance(0.5),
                WorkingType = _random.Chance(0.5) ? "MARK_PRICE" : "CONTRACT_PRICE",
                SelfTradePrevention = SelfTradePrevention.ExpireMaker,
            };
        }

        private void Amend(BinanceAccount account)
        {
            if (AnyLive(account) is not { } order)
                return;
            BinanceMarket market = _trading.Find(order.Symbol.Name)!;
            (decimal price, decimal quantity) = (order.Price, order.Quantity);
            int amendments = order.Amendments;
            BinanceError? error = _trading.Amend(account, order.Symbol.Name, order.OrderId, null, order.Side, Quantity(market), Price(market, order.Side), "NONE", null).Error;
            if (error is not null)
                Assert.Equal((price, quantity, amendments, true), (order.Price, order.Quantity, order.Amendments, order.IsLive));
        }

        // All of what is left of it has to leave the level, and nothing else.
        private void Cancel(BinanceAccount account)
        {
            if (AnyLive(account) is not { } order)
                return;
            BinanceMarket market = _trading.Find(order.Symbol.Name)!;
            Quantity before = market.Book.QuantityAt(order.Side, market.Symbol.Ticks(order.Price));
            Assert.Null(_trading.Cancel(account, order.Symbol.Name, null, order.ClientOrderId).Error);
            Assert.Equal(market.IsShared ? market.Symbol.Steps(order.Left) : default, before - market.Book.QuantityAt(order.Side, market.Symbol.Ticks(order.Price)));
        }

        private BinanceOrder? AnyLive(BinanceAccount account) => account.Live.Count == 0 ? null : account.Live.Values.ElementAt(_random.Below(account.Live.Count));

        private Side AnySide() => _random.Chance(0.5) ? Side.Buy : Side.Sell;

        private decimal Price(BinanceMarket market, Side side)
        {
            BinanceSymbol symbol = market.Symbol;
            decimal from = symbol.Money(side == Side.Buy ? market.Book.BestBid : market.Book.BestAsk);
            int most = _random.Chance(0.5) ? 5 : 100;
            return from + (_random.Below(2 * most) - most) * symbol.TickSize.ToDecimal();
        }

        private decimal Quantity(BinanceMarket market)
        {
            decimal value = _random.Chance(0.2) ? 100_000 : 2000;
            decimal most = value / market.MarkPrice / market.Symbol.StepSize.ToDecimal();
            return (1 + _random.Below((int)Math.Max(1, most))) * market.Symbol.StepSize.ToDecimal();
        }
    }

    /// <summary>Accounts as their events tell them.</summary>
    private sealed class Twin : IBinanceEvents
    {
        private readonly Dictionary<BinanceAccount, Books> _books = [];
        private readonly Dictionary<(BinanceMarket, long), BinanceTrade> _trades = [];
        private readonly Dictionary<(BinanceSymbol, long), BinanceFill> _fillsOfTrade = [];
        private BinanceMarket? _market;

        public int Fills { get; private set; }

        public int Cut { get; private set; }

        public int Prevented { get; private set; }

        public int Rejected { get; set; }

        public void Open(BinanceAccount account) => _books.Add(account, new Books { Wallet = account.Wallet });

        public void OnTrade(BinanceMarket market, in BinanceTrade trade)
        {
            Assert.True(trade.Quantity.Units > 0);
            Assert.True(_trades.TryAdd((market, trade.Id), trade));
            _market = market;
        }

        public void OnLevels(BinanceMarket market, ReadOnlySpan<LevelChange> changes, long nowNs)
        {
            Assert.False(market.Book.IsCrossed);
            foreach (LevelChange change in changes)
                Assert.True(change.Quantity.Units >= 0);
        }

        public void OnLiquidation(BinanceMarket market, BinanceOrder order, long nowNs) => Assert.False(order.IsLive);

        public void OnMark(BinanceMarket market, long nowNs) => Assert.InRange(market.MarkPrice, market.Mid * 0.95m, market.Mid * 1.05m);

        public void OnAlgo(BinanceAccount account, BinanceAlgoOrder order, long nowNs)
        {
        }

        public void OnConfiguration(BinanceAccount account, string? symbol, long nowNs)
        {
        }

        public void OnMarginCall(BinanceAccount account, IReadOnlyList<BinancePosition> positions, long nowNs) => Assert.NotEmpty(positions);

        public void OnAccount(BinanceAccount account, string reason, decimal walletChange, bool walletChanged, IReadOnlyList<BinancePosition> positions, string? symbol, long nowNs)
        {
            if (_books.TryGetValue(account, out Books? books) && reason != "ORDER")
                books.Wallet += walletChange;
        }

        public void OnOrder(BinanceAccount account, BinanceOrder order, string execution, BinanceFill? fill, long? modifyId, long nowNs)
        {
            Books books = _books[account];
            switch (execution)
            {
                case "NEW":
                    Assert.Equal((0m, BinanceOrderStatus.New), (order.Executed, order.Status));
                    books.Live.Add(order.OrderId, (order.Quantity, order.Quantity));
                    return;
                case "AMENDMENT":
                    Cut += order.ReduceOnly ? 1 : 0;
                    books.Live[order.OrderId] = (order.Quantity, order.Left);
                    return;
                case "TRADE" or "CALCULATED":
                    OnFill(books, order, fill!, execution == "CALCULATED");
                    return;
                default:
                    Cut += order.ExpiryReason == 4 ? 1 : 0;
                    Prevented += order.Status == BinanceOrderStatus.ExpiredInMatch ? 1 : 0;
                    Assert.True(books.Live.Remove(order.OrderId));
                    return;
            }
        }

        /// <summary>Every account is what the events made of it.</summary>
        public void Check(BinanceTrading trading)
        {
            foreach (BinanceAccount account in trading.Accounts)
            {
                Books books = _books[account];
                Assert.Equal(books.Wallet, account.Wallet);
                Assert.Equal(books.Live.OrderBy(p => p.Key).Select(p => (p.Key, p.Value.Quantity, p.Value.Left)), account.Live.Values.Select(o => (o.OrderId, o.Quantity, o.Left)));
                Assert.Equal(account.Live.Count, account.LiveByClientId.Count);
                foreach (BinancePosition position in account.Positions)
                {
                    Holding holding = books.Of(position.Symbol, position.Side);
                    Assert.Equal(holding.Amount, position.Amount);
                    // What went in less what came out is in the position or was realised: to the last digit.
                    Assert.Equal(holding.Paid + holding.Realized, position.EntryValue);
                    Assert.Equal(position.RealizedPnl, holding.Realized);
                    Assert.InRange((position.EntryPrice - holding.Entry) * holding.Amount, -holding.Rounding, holding.Rounding);
                    CheckReduceOnly(account, position);
                }

                Assert.True(account.CrossWallet >= 0 || account.Positions.Exists(p => p.Amount != 0));
            }
        }

        private static void CheckReduceOnly(BinanceAccount account, BinancePosition position)
        {
            decimal reducing = 0;
            foreach (BinanceOrder order in account.Live.Values)
            {
                if (!order.ReduceOnly || order.Symbol != position.Symbol || order.PositionSide != position.Side)
                    continue;
                Assert.True(order.Side.Sign() * position.Amount < 0);
                reducing += order.Left;
            }

            Assert.True(reducing <= Math.Abs(position.Amount));
        }

        private void OnFill(Books books, BinanceOrder order, BinanceFill fill, bool isForced)
        {
            Fills++;
            if (_trades.TryGetValue((_market!, fill.TradeId), out BinanceTrade trade) && _market!.Symbol == order.Symbol)
            {
                Assert.Equal((order.Symbol.Money(trade.Price), order.Symbol.Amount(trade.Quantity)), (fill.Price, fill.Quantity));
                Assert.Equal(fill.IsMaker, order.Side != trade.Aggressor);
            }
            else
            {
                Assert.True(isForced); // the insurance fund's
            }

            CheckSelfTrade(order, fill);
            decimal rate = fill.IsMaker ? order.Account.MakerRate : order.Account.TakerRate;
            Assert.Equal(Math.Round(fill.Price * fill.Quantity * rate, 8, MidpointRounding.AwayFromZero), fill.Commission);
            if (order.Type == "LIMIT")
                Assert.True(order.Side == Side.Buy ? fill.Price <= order.Price : fill.Price >= order.Price);
            Holding holding = books.Of(order.Symbol, order.PositionSide);
            decimal before = holding.Amount;
            holding.Trade(order.Side.Sign() * fill.Quantity, fill.Price, fill.RealizedPnl);
            if (order.ReduceOnly || isForced)
                Assert.True(Math.Abs(holding.Amount) < Math.Abs(before) && Math.Sign(holding.Amount) * Math.Sign(before) >= 0);
            if (order.PositionSide != PositionSide.Both)
                Assert.True(order.PositionSide == PositionSide.Long ? holding.Amount >= 0 : holding.Amount <= 0);
            books.Wallet += fill.RealizedPnl - fill.Commission;
            (decimal quantity, decimal left) = books.Live[order.OrderId];
            books.Live[order.OrderId] = (quantity, left - fill.Quantity);
            Assert.Equal(left - fill.Quantity == 0, order.Status == BinanceOrderStatus.Filled);
            if (left == fill.Quantity)
                books.Live.Remove(order.OrderId);
        }

        private void CheckSelfTrade(BinanceOrder order, BinanceFill fill)
        {
            if (_fillsOfTrade.Remove((order.Symbol, fill.TradeId), out BinanceFill? other))
            {
                BinanceOrder taker = fill.IsMaker ? other.Order : order;
                Assert.NotEqual(fill.IsMaker, other.IsMaker);
                Assert.Equal(-(int)order.Side, (int)other.Order.Side);
                Assert.True(order.Account != other.Order.Account || taker.SelfTradePrevention == SelfTradePrevention.None || taker.IsLiquidation);
                return;
            }

            _fillsOfTrade.Add((order.Symbol, fill.TradeId), fill);
        }
    }

    private sealed class Books
    {
        private readonly Dictionary<(BinanceSymbol, PositionSide), Holding> _holdings = [];

        public decimal Wallet { get; set; }

        public Dictionary<long, (decimal Quantity, decimal Left)> Live { get; } = [];

        public Holding Of(BinanceSymbol symbol, PositionSide side)
        {
            if (!_holdings.TryGetValue((symbol, side), out Holding? holding))
                _holdings[(symbol, side)] = holding = new Holding();
            return holding;
        }
    }

    private sealed class Holding
    {
        public decimal Amount { get; private set; }

        public decimal Entry { get; private set; }

        /// <summary>Price × signed quantity of all fills.</summary>
        public decimal Paid { get; private set; }

        public decimal Realized { get; private set; }

        /// <summary>By how much rounded profits may have moved the average since the position was opened.</summary>
        public decimal Rounding { get; private set; } = 0.00000002m;

        public void Trade(decimal signed, decimal price, decimal realized)
        {
            decimal closing = Amount != 0 && Math.Sign(Amount) != Math.Sign(signed) ? Math.Min(Math.Abs(signed), Math.Abs(Amount)) : 0;
            Assert.InRange(realized - closing * Math.Sign(Amount) * (price - Entry), -Rounding, Rounding);
            Rounding += closing > 0 ? 0.00000001m : 0;
            decimal opening = Math.Abs(signed) - closing;
            decimal after = Amount + signed;
            if (after == 0)
                (Entry, Rounding) = (0, 0.00000002m);
            else if (opening > 0)
                Entry = closing > 0 ? price : (Entry * Math.Abs(Amount) + price * opening) / (Math.Abs(Amount) + opening);
            Amount = after;
            Paid += price * signed;
            Realized += realized;
        }
    }
}
