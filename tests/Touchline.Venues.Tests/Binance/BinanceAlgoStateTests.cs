using System.Text;
using Touchline.Venues.Binance;
using Touchline.Venues.Wire;

namespace Touchline.Venues.Tests.Binance;

public sealed class BinanceAlgoStateTests
{
    // As the venue's own page shows it.
    private const string Update =
        """{"e":"ALGO_UPDATE","T":1750515742297,"E":1750515742303,"o":{"caid":"n1-7","aid":2148719,"at":"CONDITIONAL","o":"TAKE_PROFIT","s":"BNBUSDT","S":"SELL","ps":"BOTH","f":"GTC","q":"0.01","X":"CANCELED","ai":"","ap":"0","aq":"0","act":"0","tp":"750","p":"750","V":"EXPIRE_MAKER","wt":"CONTRACT_PRICE","pm":"NONE","cp":false,"pP":false,"R":false,"tt":0,"gtd":0,"rm":"Reduce Only reject"}}""";

    [Fact]
    public void An_update_is_read()
    {
        BinanceAlgoState state = BinanceAlgoState.ReadUpdate(Encoding.UTF8.GetBytes(Update));
        Assert.True(state.IsWhole);
        Assert.Equal(("n1-7", "BNBUSDT", "Reduce Only reject"), (Text(state.ClientId), Text(state.Symbol), Text(state.Reason)));
        Assert.Equal((BinanceAlgoStatus.Canceled, 0L, 1750515742297L), (state.Status, state.OrderId, state.UpdateMs));
        Assert.Equal(BinanceUserEventKind.Algo, BinanceUserEvent.Read(Encoding.UTF8.GetBytes(Update)).Kind);
    }

    [Fact]
    public void An_update_wrapped_by_its_streams_name_is_read()
    {
        BinanceAlgoState state = BinanceAlgoState.ReadUpdate(Encoding.UTF8.GetBytes($$"""{"data":{{Update}},"stream":"key"}"""));
        Assert.Equal(("n1-7", BinanceAlgoStatus.Canceled, 1750515742297L), (Text(state.ClientId), state.Status, state.UpdateMs));
    }

    [Theory]
    [InlineData("\"\"", 0)]
    [InlineData("null", 0)]
    [InlineData("0", 0)]
    [InlineData("\"3000000123456789\"", 3000000123456789)]
    [InlineData("3000000123456789", 3000000123456789)]
    public void The_order_that_it_became_may_be_text_or_a_number_or_missing(string told, long expected)
    {
        var scanner = new JsonScanner(Encoding.UTF8.GetBytes(
            $$"""{"algoId":2146760,"extra":{"a":[1]},"clientAlgoId":"n1-8","algoType":"CONDITIONAL","symbol":"BTCUSDT","algoStatus":"TRIGGERED","actualOrderId":{{told}},"updateTime":1750514941540}"""));
        BinanceAlgoState state = BinanceAlgoState.Read(ref scanner);
        Assert.True(scanner.AtEnd && state.IsWhole);
        Assert.Equal((expected, BinanceAlgoStatus.Triggered, 1750514941540L), (state.OrderId, state.Status, state.UpdateMs));
    }

    [Theory]
    [InlineData("NEW", true)]
    [InlineData("TRIGGERING", true)]
    [InlineData("TRIGGERED", true)]
    [InlineData("FINISHED", true)]
    [InlineData("CANCELED", true)]
    [InlineData("REJECTED", true)]
    [InlineData("EXPIRED", true)]
    [InlineData("SOMETHING_NEW", false)]
    public void A_state_that_nobody_knows_is_no_news(string status, bool isKnown) =>
        Assert.Equal(isKnown, BinanceAlgoState.ReadUpdate(Encoding.UTF8.GetBytes(Update.Replace("CANCELED", status, StringComparison.Ordinal))).IsWhole);

    // The answer to a cancel: carried out, and no word of what became of the order.
    [Fact]
    public void An_answer_without_a_state_names_the_order_alone()
    {
        var scanner = new JsonScanner("""{"algoId":2146760,"clientAlgoId":"n1-9","code":"200","msg":"success"}"""u8);
        BinanceAlgoState state = BinanceAlgoState.Read(ref scanner);
        Assert.Equal(("n1-9", false), (Text(state.ClientId), state.IsWhole));
    }

    [Fact]
    public void Half_an_update_is_nothing()
    {
        byte[] whole = Encoding.UTF8.GetBytes(Update);
        for (int length = 0; length < whole.Length; length++)
            Assert.False(BinanceAlgoState.ReadUpdate(whole.AsSpan(0, length)).IsWhole, $"{length} bytes");
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
}
