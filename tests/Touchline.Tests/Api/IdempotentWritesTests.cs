using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Touchline.Api;
using Touchline.Users;

namespace Touchline.Tests.Api;

/// <summary>Writes with an Idempotency-Key: whose answers they are, and what happens where no room is left for keys.</summary>
public sealed class IdempotentWritesTests : IAsyncLifetime, IAsyncDisposable
{
    private readonly ApiStage _stage;
    private int _done;

    public IdempotentWritesTests() => _stage = new ApiStage((app, _) => Map(app), mostKeys: 3);

    public Task InitializeAsync() => Task.CompletedTask;

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Fact]
    public async Task A_key_of_somebody_who_had_the_name_before_is_nothing_to_who_has_it_now()
    {
        Assert.Equal((1, 1), (await Send("/place", "a"), await Send("/place", "a")));
        _stage.Epoch = "second";
        Assert.Equal((2, 2), (await Send("/place", "a"), await Send("/place", "a")));
    }

    [Fact]
    public async Task Without_room_for_keys_nothing_new_is_begun_but_what_ends_things_is_carried_out()
    {
        for (int i = 1; i <= 3; i++)
            Assert.Equal(i, await Send("/place", $"{i}"));
        (await Answer("/place", "4")).Is(503);
        _stage.Epoch = "second";
        (await Answer("/place", "4")).Is(503);
        Assert.Equal((4, 5), (await Send("/kill", "4"), await Send("/kill", "4")));
    }

    [Fact]
    public async Task With_room_a_kill_too_is_carried_out_once()
    {
        Assert.Equal((1, 1), (await Send("/kill", "a"), await Send("/kill", "a")));
    }

    private async Task<int> Send(string path, string key) => (int)(await Answer(path, key)).Is(200)["done"]!;

    private Task<ApiAnswer> Answer(string path, string key) => _stage.Send(HttpMethod.Post, path, Role.Trader, new JsonObject(), (IdempotentWrites.Header, key));

    private void Map(IEndpointRouteBuilder app)
    {
        var routes = new Routes(app, "test");
        routes.Post("/place", "", _ => Task.FromResult(Routes.Json(new JsonObject { ["done"] = ++_done })), Role.Trader);
        routes.Post("/kill", "", _ => Task.FromResult(Routes.Json(new JsonObject { ["done"] = ++_done })), Role.Trader).MayBeRepeated();
    }
}
