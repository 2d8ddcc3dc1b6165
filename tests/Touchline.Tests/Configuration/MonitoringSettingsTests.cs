using Touchline.Configuration;
using Touchline.Monitoring;

namespace Touchline.Tests.Configuration;

public sealed class MonitoringSettingsTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void Without_a_word_there_are_no_files_and_the_usual_rules()
    {
        MonitoringSettings usual = Read();
        Assert.Equal(new MonitoringSettings(), usual);
        Assert.Null(usual.LogFolder);
        Assert.Equal((LogLevel.Info, 30, 0.05m, TimeSpan.FromMinutes(15)), (usual.LogLevel, usual.KeepDays, usual.Alerts.RejectRate, usual.Alerts.Repeat));
    }

    [Fact]
    public void All_of_it_can_be_set()
    {
        MonitoringSettings set = Read(
            "--log-folder", "logs", "--log-level", "error", "--log-keep", "7", "--otlp", "http://127.0.0.1:4318", "--alert-reject-rate", "0.1", "--alert-daily-loss", "0.5", "--alert-disconnect", "30s",
            "--alert-repeat", "1h");
        Assert.Equal(("logs", LogLevel.Error, 7, new Uri("http://127.0.0.1:4318")), (set.LogFolder, set.LogLevel, set.KeepDays, set.Otlp));
        Assert.Equal(new AlertOptions { RejectRate = 0.1m, DailyLoss = 0.5m, Disconnect = TimeSpan.FromSeconds(30), Repeat = TimeSpan.FromHours(1) }, set.Alerts);
    }

    [Theory]
    [InlineData("WARNING", "Warning")]
    [InlineData("warn", "Warning")]
    [InlineData("DEBUG", "Debug")]
    public void The_level_has_a_plain_name_that_other_programs_write_their_way(string text, string level)
    {
        _place.DotEnv($"LOG_LEVEL={text}");
        Assert.Equal(level, Read().LogLevel.ToString());
    }

    [Theory]
    [InlineData("--log-level", "loud", "setting log.level is 'loud'; right is debug, info, warning or error")]
    [InlineData("--log-keep", "0", "setting log.keep is '0'; right is a whole number from 1 to 3650")]
    [InlineData("--otlp", "127.0.0.1:4318", "setting metrics.otlp is '127.0.0.1:4318'; right is an address of scheme http or https")]
    [InlineData("--otlp", "http://me:secret@collector", "right is an address of scheme http or https")]
    [InlineData("--alert-reject-rate", "5", "setting alerts.reject_rate is '5'; right is a share above 0 up to 1")]
    [InlineData("--alert-disconnect", "10ms", "setting alerts.disconnect is '10ms'; right is a time from 1s to 24h")]
    public void A_wrong_value_is_told_with_what_is_right(string option, string value, string message) => Assert.Contains(message, _place.Refused(option, value));

    [Fact]
    public void Days_to_keep_without_a_folder_have_no_effect() =>
        Assert.Equal(
            "command line --log-keep: setting log.keep has no effect, as log.folder isn't given: no log is written",
            Assert.Throws<Core.BadInputException>(() => Read("--log-keep", "7")).Message);

    private MonitoringSettings Read(params string[] arguments) => TradingSettings.OfSession(_place.Read(arguments)).Monitoring;
}
