using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Routing;
using Touchline.Api;
using Touchline.Users;

namespace Touchline.Tests.Api;

/// <summary>What holds for every request before an endpoint sees it.</summary>
public sealed class ApiServerTests
{
    private static readonly HttpMethod[] Odd = [HttpMethod.Put, HttpMethod.Delete, HttpMethod.Patch, new("MADE-UP"), new(new string('X', 40))];

    private static readonly IPNetwork[] Machine = [IPNetwork.Parse("127.0.0.1/32"), IPNetwork.Parse("10.0.0.0/8")];

    [Fact]
    public async Task A_wrong_method_is_told_as_a_problem_with_those_that_are_right()
    {
        await using var stage = new ApiStage((app, _) => Addresses(app));
        foreach (HttpMethod method in Odd)
        {
            ApiAnswer answer = await stage.Send(method, "/address", Role.Viewer);
            JsonNode problem = answer.Is(405);
            Assert.Equal("application/problem+json", answer.Type);
            Assert.Equal(["GET", "POST"], answer.Allow.Order());
            Assert.Equal($"this path doesn't take {(method.Method.Length > 16 ? "that method" : method.Method)}; it takes GET, POST", (string)problem["detail"]!);
        }
    }

    [Theory]
    [InlineData("203.0.113.5", "203.0.113.5")]
    [InlineData("127.0.0.1, 203.0.113.5", "203.0.113.5")]
    [InlineData("192.0.2.1, 203.0.113.5, 10.1.2.3", "203.0.113.5")]
    [InlineData("nonsense", "127.0.0.1")]
    [InlineData(null, "127.0.0.1")]
    public async Task A_trusted_proxy_says_who_asks_and_what_the_client_wrote_before_counts_for_nothing(string? header, string expected)
    {
        await using var stage = new ApiStage((app, _) => Addresses(app), proxies: Machine);
        Assert.Equal(expected, await AddressOf(stage, header));
    }

    [Fact]
    public async Task Nobody_else_says_who_asks()
    {
        await using var stage = new ApiStage((app, _) => Addresses(app));
        Assert.Equal("127.0.0.1", await AddressOf(stage, "203.0.113.5"));
        await using var other = new ApiStage((app, _) => Addresses(app), proxies: [IPNetwork.Parse("192.0.2.0/24")]);
        Assert.Equal("127.0.0.1", await AddressOf(other, "203.0.113.5"));
    }

    [Fact]
    public async Task One_address_beyond_the_machine_has_so_many_connections_and_gets_others_when_those_end()
    {
        var shares = new ConnectionShares(new ApiOptions { Address = ApiOptions.Usual, TrustedProxies = Machine, MostConnectionsOfAddress = 3 });
        var end = new TaskCompletionSource();
        Assert.Equal(3, Count(8, "203.0.113.5"));
        Assert.Equal(0, Count(2, "::ffff:203.0.113.5"));
        Assert.Equal(3, Count(8, "198.51.100.7"));
        Assert.Equal(3, Count(4, "2001:db8::1") + Count(4, "2001:db8::2"));
        Assert.Equal(8, Count(8, "127.0.0.1"));
        Assert.Equal(8, Count(8, "::ffff:10.0.0.9"));
        await AllEnd();
        Assert.Equal(3, Count(8, "203.0.113.5"));
        await AllEnd();

        int Count(int connections, string address)
        {
            int taken = 0;
            for (int i = 0; i < connections; i++)
            {
                var connection = new DefaultConnectionContext { RemoteEndPoint = new IPEndPoint(IPAddress.Parse(address), 1000 + i) };
                _open.Add(shares.Guard(connection, _ =>
                {
                    taken++;
                    return end.Task;
                }));
            }

            return taken;
        }

        async Task AllEnd()
        {
            end.SetResult();
            await Task.WhenAll(_open);
            end = new TaskCompletionSource();
            _open.Clear();
        }
    }

    private readonly List<Task> _open = [];

    private static async Task<string> AddressOf(ApiStage stage, string? header)
    {
        ApiAnswer answer = await stage.Send(HttpMethod.Get, "/address", Role.Viewer, (HttpContent?)null, header is null ? [] : [("X-Forwarded-For", header)]);
        return (string)answer.Is(200)["address"]!;
    }

    private static void Addresses(IEndpointRouteBuilder app)
    {
        var routes = new Routes(app, "test");
        routes.Get("/address", "", http => Routes.Json(new JsonObject { ["address"] = http.Connection.RemoteIpAddress!.ToString() }));
        routes.Post("/address", "", _ => Task.FromResult(Routes.Json(new JsonObject())), Role.Viewer);
    }
}
