using System.Text;
using System.Text.Json.Nodes;
using Touchline.Api;
using Touchline.StoredStrategies;
using Touchline.Tests.Configuration;
using Touchline.Tests.StoredStrategies;
using Touchline.Tests.Users;
using Touchline.Users;

namespace Touchline.Tests.Api;

/// <summary>Code that begins to trade is the code that was looked at.</summary>
public sealed class StrategyRoutesTests : IAsyncLifetime, IAsyncDisposable
{
    private const string Id = "mm";

    private static readonly byte[] First = StrategyTemplate.Named("market-maker").CodeFor(Id);

    private readonly Workplace _place = new();
    private readonly StrategyStore _store;
    private readonly DeskSession _session;
    private readonly ApiStage _api;

    public StrategyRoutesTests()
    {
        _store = new StrategyStore(_place["store"], new FakeTime());
        StorePlace.Done(_store.Create(Id, Id, "", First));
        _session = new DeskSession(_place);
        _api = new ApiStage((app, session) => StrategyRoutes.Map(app, session, desk: _session.Desk), link: _session.Link);
    }

    [Fact]
    public async Task A_version_that_was_stored_meanwhile_neither_begins_nor_takes_the_place_of_the_one_that_runs()
    {
        string seen = Tag();
        Change("second");
        (await Post("start", seen)).Is(412);
        Assert.DoesNotContain(_session.Link.NewestPortrait!.Strategies, s => s.Name == Id);

        seen = Tag();
        (await Post("start", seen)).Is(200);
        string running = _session.Strategy(Id).Version;
        Change("third");
        (await Post("reload", seen)).Is(412);
        Assert.Equal((running, null), (_session.Strategy(Id).Version, _session.Strategy(Id).Replacement));
        (await Post("reload", Tag())).Is(200);
        Assert.Equal(VersionName.Of(_store.Find(Id).Strategy!), _session.Strategy(Id).Replacement!.Version);
    }

    [Fact]
    public async Task Without_a_version_the_newest_begins()
    {
        Change("second");
        Assert.Equal(VersionName.Of(_store.Find(Id).Strategy!), (string?)(await _api.Send(HttpMethod.Post, $"/strategies/{Id}/start", Role.Admin, new JsonObject())).Is(200)["version"]);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    public async ValueTask DisposeAsync()
    {
        await _api.DisposeAsync();
        _session.Dispose();
        _place.Dispose();
    }

    private Task<ApiAnswer> Post(string what, string tag) => _api.Send(HttpMethod.Post, $"/strategies/{Id}/{what}", Role.Admin, new JsonObject(), ("If-Match", tag));

    private string Tag() => EntityTag.Of(_store.Find(Id).Strategy!.Revision);

    private void Change(string mark) => StorePlace.Done(_store.PutCode(Id, [.. First, .. Encoding.UTF8.GetBytes($"\n// {mark}\n")]));
}
