using System.Text;
using Touchline.Api;

namespace Touchline.Tests.Stream;

public sealed class StreamRequestTests
{
    [Fact]
    public void A_request_is_read_with_each_topic_once()
    {
        StreamRequest request = Read("""{"op":"subscribe","topics":["fills","Books:x","FILLS"],"since":{"fills":7},"epoch":"e"}""");
        Assert.Equal((StreamOp.Subscribe, "e"), (request.Op, request.Epoch));
        Assert.Equal(["fills", "Books:x"], request.Topics);
        Assert.Equal(7, request.Since["Fills"]);
        Assert.Equal(StreamOp.Ping, Read("""{"op":"ping"}""").Op);
        Assert.Equal(["orders"], Read("""{"op":"unsubscribe","topics":["orders"]}""").Topics);
    }

    [Theory]
    [InlineData("", "no JSON")]
    [InlineData("[]", "to be a JSON object")]
    [InlineData("""{"op":"subscribe","op":"ping"}""", "a name twice")]
    [InlineData("""{"op":"subscribe","topics":[[[[["a"]]]]]}""", "nested too deeply")]
    [InlineData("{}", "op: right is subscribe, unsubscribe or ping")]
    [InlineData("""{"op":7}""", "op: right is a text")]
    [InlineData("""{"op":"ping","id":1}""", "id is unknown; known are op, topics, since, epoch")]
    [InlineData("""{"op":"subscribe"}""", "topics: right is an array of 1 to 64 names")]
    [InlineData("""{"op":"subscribe","topics":[]}""", "topics: right is")]
    [InlineData("""{"op":"subscribe","topics":["a",1]}""", "topics: right is")]
    [InlineData("""{"op":"subscribe","topics":["a"],"since":{"a":1}}""", "epoch is missing")]
    [InlineData("""{"op":"subscribe","topics":["a"],"since":{"b":1},"epoch":"e"}""", "since: b isn't among the topics")]
    [InlineData("""{"op":"subscribe","topics":["a"],"since":{"a":-1},"epoch":"e"}""", "since: right is a whole number from 0 for a")]
    [InlineData("""{"op":"subscribe","topics":["a"],"since":{"a":1.5},"epoch":"e"}""", "since: right is a whole number from 0 for a")]
    [InlineData("""{"op":"unsubscribe","topics":["a"],"since":{"a":1},"epoch":"e"}""", "since: right is an object of topics and numbers, with subscribe")]
    public void A_wrong_one_is_refused_with_what_would_be_right(string text, string part) => Assert.Contains(part, Assert.Throws<Problem>(() => Read(text)).Message);

    [Fact]
    public void Bytes_that_are_no_text_are_refused() => Assert.Contains("no UTF-8", Assert.Throws<Problem>(() => StreamRequest.Read(new byte[] { (byte)'"', 0xff, (byte)'"' })).Message);

    private static StreamRequest Read(string text) => StreamRequest.Read(Encoding.UTF8.GetBytes(text));
}
