using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Touchline.Tests.Telegram;

/// <summary>A stand-in for Telegram's Bot API: its HTTP and JSON, its long polling, its offsets.</summary>
internal sealed class BotApi : IAsyncDisposable
{
    public const string Token = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw";

    private readonly WebApplication _app;
    private readonly Lock _gate = new();
    private readonly List<JsonObject> _updates = [];
    private readonly Channel<JsonObject> _sent = Channel.CreateUnbounded<JsonObject>();
    private TaskCompletionSource _added = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _nextId = 823_000_001;

    private BotApi(WebApplication app) => _app = app;

    /// <summary>What goes wrong: method and body, null for nothing; else status and JSON, or status 0 to break off the connection.</summary>
    public Func<string, JsonObject, (int Status, string Body)?> Fault { get; set; } = (_, _) => null;

    /// <summary>Offsets that were asked for, 0 for none.</summary>
    public List<long> Offsets { get; } = [];

    public string Url => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    public static async Task<BotApi> Start()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel().UseUrls("http://127.0.0.1:0");
        WebApplication app = builder.Build();
        var api = new BotApi(app);
        app.Run(api.Serve);
        await app.StartAsync();
        return api;
    }

    /// <summary>Somebody writes to the bot.</summary>
    public long Write(long chat, string text, long date)
    {
        JsonObject message = new()
        {
            ["message_id"] = 7,
            ["date"] = date,
            ["chat"] = new JsonObject { ["id"] = chat, ["type"] = "private" },
            ["from"] = new JsonObject { ["id"] = chat, ["is_bot"] = false, ["first_name"] = "A" },
            ["text"] = text,
        };
        return Add("message", message);
    }

    public long Add(string kind, JsonObject what)
    {
        lock (_gate)
        {
            long id = _nextId++;
            _updates.Add(new JsonObject { ["update_id"] = id, [kind] = what });
            Wake();
            return id;
        }
    }

    /// <summary>The next message that the bot sends.</summary>
    public async Task<JsonObject> Next()
    {
        using var late = new CancellationTokenSource(Patience.Most);
        return await _sent.Reader.ReadAsync(late.Token);
    }

    public async Task<string> NextText() => (string)(await Next())["text"]!;

    /// <summary>Messages that nobody has taken yet.</summary>
    public int Unread => _sent.Reader.Count;

    /// <summary>Updates that count as not taken.</summary>
    public int Pending
    {
        get
        {
            lock (_gate)
                return _updates.Count;
        }
    }

    public async ValueTask DisposeAsync()
    {
        lock (_gate)
            Wake();
        await _app.DisposeAsync();
    }

    private void Wake()
    {
        _added.TrySetResult();
        _added = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private async Task Serve(HttpContext context)
    {
        string[] path = context.Request.Path.Value!.Split('/');
        JsonObject body = (JsonObject)(await JsonNode.ParseAsync(context.Request.Body))!;
        if (path is not ["", _, _] || path[1] != $"bot{Token}")
            await Answer(context, 401, """{"ok":false,"error_code":401,"description":"Unauthorized"}""");
        else if (Fault(path[2], body) is { } fault)
            await Answer(context, fault.Status, fault.Body);
        else if (path[2] == "getUpdates")
            await Answer(context, 200, $$"""{"ok":true,"result":{{await Updates(body, context.RequestAborted)}}}""");
        else if (path[2] == "sendMessage")
            await Answer(context, 200, Take(body));
        else
            await Answer(context, 404, """{"ok":false,"error_code":404,"description":"Not Found"}""");
    }

    private static async Task Answer(HttpContext context, int status, string body)
    {
        if (status == 0)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(body);
    }

    private string Take(JsonObject message)
    {
        if (((string)message["text"]!).Length > 4096)
            return """{"ok":false,"error_code":400,"description":"Bad Request: message is too long"}""";
        _sent.Writer.TryWrite((JsonObject)message.DeepClone());
        return """{"ok":true,"result":{"message_id":8,"date":1,"chat":{"id":1,"type":"private"}}}""";
    }

    // Those below the offset are forgotten; without any other the question stays open.
    private async Task<string> Updates(JsonObject body, CancellationToken gone)
    {
        long offset = (long?)body["offset"] ?? 0;
        int seconds = (int?)body["timeout"] ?? 0;
        Task added;
        lock (_gate)
        {
            Offsets.Add(offset);
            _updates.RemoveAll(u => (long)u["update_id"]! < offset);
            added = _added.Task;
            if (_updates.Count > 0 || seconds == 0)
                return new JsonArray([.. _updates.Select(u => u.DeepClone())]).ToJsonString();
        }

        await Task.WhenAny(added, Task.Delay(TimeSpan.FromSeconds(seconds), gone));
        lock (_gate)
            return new JsonArray([.. _updates.Where(u => (long)u["update_id"]! >= offset).Select(u => u.DeepClone())]).ToJsonString();
    }
}
