using System.Text.Json.Nodes;
using Touchline.Api;
using Touchline.Control;
using Touchline.Tests.Configuration;

namespace Touchline.Tests.Api;

/// <summary>Orders by hand whose numbers can't be: the answer names the field and what would be right.</summary>
public sealed class OrderRoutesTests : IAsyncDisposable
{
    private readonly Workplace _place = new();
    private readonly RunningSession _session;
    private readonly ApiStage _stage;

    public OrderRoutesTests()
    {
        _session = new RunningSession(_place);
        _stage = new ApiStage((app, session) => OrderRoutes.Map(app, session, new SessionArchive()), link: _session.Link);
    }

    [Theory]
    [InlineData("quantity", "1e30", "right is a number of at most 28 digits, from 1e-28 to 1e28, or 0")]
    [InlineData("quantity", "1e400", "right is a number of at most 28 digits, from 1e-28 to 1e28, or 0")]
    [InlineData("quantity", "1e-40", "right is a number of at most 28 digits, from 1e-28 to 1e28, or 0")]
    [InlineData("quantity", "0.0010000000000000000000000000000000000001", "right is a number of at most 28 digits, from 1e-28 to 1e28, or 0")]
    [InlineData("quantity", "1e27", "right is a multiple of the lot 0.001, at most 1152921504606846.976 and of at most 18 digits")]
    [InlineData("quantity", "1152921504606846.977", "right is a multiple of the lot 0.001, at most 1152921504606846.976 and of at most 18 digits")]
    [InlineData("quantity", "1052921504606846.977", "right is a multiple of the lot 0.001, at most 1152921504606846.976 and of at most 18 digits")]
    [InlineData("quantity", "0.00101", "right is a multiple of the lot 0.001")]
    [InlineData("quantity", "0", "right is a number above 0")]
    [InlineData("quantity", "\"much\"", "right is a number, or its text")]
    [InlineData("price", "1e27", "right is a multiple of the tick 0.1, at most 115292150460684697.6 and of at most 18 digits")]
    [InlineData("price", "1e30", "right is a number of at most 28 digits, from 1e-28 to 1e28, or 0")]
    public async Task A_number_that_no_order_can_have_is_refused_with_what_would_be_right(string field, string value, string right)
    {
        var order = new JsonObject { ["symbol"] = _session.Symbol, ["side"] = "buy", ["price"] = "50000", ["quantity"] = "0.01" };
        order[field] = JsonNode.Parse(value);
        ApiAnswer answer = await _stage.Post("/order/test", order);
        answer.Is(400);
        Assert.Equal(right, answer.Error(field));
    }

    public async ValueTask DisposeAsync()
    {
        await _stage.DisposeAsync();
        _session.Dispose();
        _place.Dispose();
    }
}
