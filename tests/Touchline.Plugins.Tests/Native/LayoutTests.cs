namespace Touchline.Plugins.Tests.Native;

/// <summary>Layouts as sdk/touchline.h asserts them in C.</summary>
public sealed unsafe class LayoutTests
{
    [Fact]
    public void A_book_ticker_is_laid_out_as_in_c()
    {
        CBookTicker t;
        byte* at = (byte*)&t;
        Assert.Equal(64, sizeof(CBookTicker));
        Assert.Equal([0, 16, 24, 32, 40, 48, 56], (long[])[t.Symbol - at, &t.SymbolLength - at, (byte*)&t.BidPrice - at, (byte*)&t.AskPrice - at, (byte*)&t.BidQuantity - at, (byte*)&t.AskQuantity - at, (byte*)&t.TimeNs - at]);
    }

    [Fact]
    public void A_trade_is_laid_out_as_in_c()
    {
        CTrade t;
        byte* at = (byte*)&t;
        Assert.Equal(48, sizeof(CTrade));
        Assert.Equal([0, 16, 24, 32, 40], (long[])[t.Symbol - at, &t.SymbolLength - at, (byte*)&t.Price - at, (byte*)&t.Quantity - at, (byte*)&t.TimeNs - at]);
    }

    [Fact]
    public void An_event_is_laid_out_as_in_c()
    {
        CEvent e;
        byte* at = (byte*)&e;
        Assert.Equal(80, sizeof(CEvent));
        Assert.Equal([0, 8, 8, 72], (long[])[&e.EventType - at, (byte*)&e.Ticker - at, (byte*)&e.MarketTrade - at, (byte*)&e.ReceivedAtNs - at]);
    }

    [Fact]
    public void A_result_is_laid_out_as_in_c()
    {
        OrderResult r = OrderResult.Done(5);
        byte* at = (byte*)&r;
        Assert.Equal(24, sizeof(OrderResult));
        Assert.Equal([8, 16], (long[])[(byte*)&r.OrderId - at, (byte*)&r.ErrorCode - at]);
        Assert.Equal(1, *at);
        OrderResult failed = OrderResult.Failed(OrderResult.NoReply);
        Assert.Equal((0, -1L, -9998), ((int)*(byte*)&failed, failed.OrderId, failed.ErrorCode));
    }
}
