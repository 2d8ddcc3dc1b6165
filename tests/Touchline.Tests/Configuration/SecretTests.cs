using Touchline.Commands;
using Touchline.Configuration;
using Touchline.Core;

namespace Touchline.Tests.Configuration;

public sealed class SecretTests : IDisposable
{
    private const string Name = "APP_PASSWORD";

    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void A_secret_comes_from_the_environment_or_else_from_the_env_file()
    {
        Assert.Null(Secret());
        _place.DotEnv("OTHER=1\nAPP_PASSWORD='from the file'");
        Assert.Equal(new Variable(Name, "from the file", ".env line 2 APP_PASSWORD"), Secret());
        _place.With(Name, "");
        Assert.Equal("from the file", Secret()!.Value);
        _place.With(Name, "from the environment");
        Assert.Equal(new Variable(Name, "from the environment", "environment APP_PASSWORD"), Secret());
        _place.Environment.Clear();
        _place.DotEnv("APP_PASSWORD=");
        Assert.Null(Secret());
    }

    [Fact]
    public void Given_twice_it_is_a_mistake_that_shows_nothing()
    {
        _place.DotEnv("APP_PASSWORD=hunter1\nAPP_PASSWORD=hunter2");
        Assert.Equal(".env line 2 APP_PASSWORD: it is given twice: also by .env line 1 APP_PASSWORD; give it once", Assert.Throws<BadInputException>(Secret).Message);
    }

    [Fact]
    public void It_is_never_shown_and_no_other_place_gives_it()
    {
        _place.DotEnv("APP_PASSWORD=hunter2").With(Name, "hunter3");
        Assert.DoesNotContain("hunter", ConfigCommand.ToText(_place.Read().Show()));
        Assert.DoesNotContain("hunter", ConfigCommand.ToJson(_place.Read().Show()).ToJsonString());
        Assert.StartsWith("touchline.json: setting APP_PASSWORD is unknown", _place.Json("""{"APP_PASSWORD": "hunter2"}""").Refused());
    }

    private Variable? Secret() => new ConfigurationPlace(_place[""], _place.Environment).Secret(Name);
}
