using System.Text;
using Touchline.Core;
using Touchline.Plugins;
using Touchline.StoredStrategies;
using Touchline.Tests.Configuration;
using Touchline.Tests.Users;

namespace Touchline.Tests.StoredStrategies;

/// <summary>Strategies whose constructor doesn't return, or not as long as anybody waits: their threads are left behind in the tests' own process.</summary>
public sealed class EndlessConstructorTests : IDisposable
{
    private const string Actor = "ann";

    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    // It says where it is, by a file.
    private void Make(string id, StrategyThread thread, int seconds)
    {
        var store = new StrategyStore(_place["store"], new FakeTime());
        string code = $$"""class Endless : Strategy { public Endless() { System.IO.File.WriteAllText("{{_place["made"]}}", ""); new System.Threading.ManualResetEvent(false).WaitOne({{seconds}}_000); } }""";
        StorePlace.Done(store.Create(id, id, "", Encoding.UTF8.GetBytes(code)));
        StorePlace.Done(store.PutMetadata(id, thread: thread));
    }

    private void AwaitConstructor() => Patience.Await(() => File.Exists(_place["made"]), "the constructor");

    [Theory]
    [InlineData("engine")]
    [InlineData("own")]
    public async Task One_is_given_up_and_the_next_request_has_its_turn(string thread)
    {
        Assert.True(StrategyThreads.TryParse(thread, out StrategyThread where));
        Make("endless", where, seconds: 20);
        using var session = new DeskSession(_place, new StrategyRules { AllowAll = true, Patience = TimeSpan.FromSeconds(4) });
        Task<string?> endless = session.Desk.Start("endless", Actor), next = session.Desk.Start("glft", Actor);
        string why = (await Assert.ThrowsAsync<BadInputException>(() => endless.WaitAsync(Patience.Most))).Message;
        Assert.Contains("was given up", why, StringComparison.Ordinal);
        Assert.Equal("this session has no strategy 'glft'; start it first", await next.WaitAsync(Patience.Most));
        Assert.DoesNotContain(session.Link.NewestPortrait!.Strategies, s => s.Name == "endless");
    }

    [Fact]
    public async Task A_session_that_ends_meanwhile_waits_for_none()
    {
        Make("endless", StrategyThread.Engine, seconds: 40);
        Task<string?> starting;
        using (var session = new DeskSession(_place, new StrategyRules { AllowAll = true, Patience = Patience.Most }))
        {
            starting = session.Desk.Start("endless", Actor);
            AwaitConstructor();
        }

        Assert.Equal("the session has ended", await starting.WaitAsync(Patience.Most));
    }

    [Fact]
    public void What_cant_be_called_off_is_left_behind_and_told()
    {
        Make("endless", StrategyThread.Process, seconds: 40);
        IEnumerable<string> said;
        using (var session = new DeskSession(_place, new StrategyRules { AllowAll = true }))
        {
            said = session.Said;
            _ = session.Desk.Start("endless", Actor);
            AwaitConstructor();
        }

        Assert.Equal("strategy endless: its code isn't ready 5 s after the end of the session, and is left behind", Assert.Single(said));
    }
}
