using System.CommandLine;
using System.Text.Json.Nodes;
using Touchline.Configuration;
using Touchline.Core;
using Touchline.Keys;

namespace Touchline.Commands;

/// <summary><c>touchline keys</c>: the API keys of venues, sealed in a file. Nothing secret is ever printed.</summary>
internal static class KeysCommand
{
    private const int MostPemBytes = 16_384;

    public static Command Create() => new("keys", "Keep the venues' API keys, encrypted under a pass phrase or a key file.") { Add(), List(), Remove() };

    /// <summary>The file of keys that a verb uses.</summary>
    public static Option<string?> StoreOption() => new("--keys") { Description = $"The file of keys (default: {KeyStore.PathVariable}, else ~/.config/touchline/keys.json)" };

    /// <summary>What opens keys without a pass phrase.</summary>
    public static Option<string?> KeyFileOption() => new("--key-file") { Description = $"A key file instead of a pass phrase (of {KeyPrompt.PassPhraseVariable}, or typed)" };

    public static KeyStore OpenStore(string? named) => KeyStore.Open(named ?? KeyStore.UsualPath(ConfigurationPlace.Current().Environment));

    /// <summary>The same where it has to be there: one that the user named and that isn't is a wrong name.</summary>
    /// <exception cref="BadInputException">There is no such file.</exception>
    public static KeyStore OpenExisting(string? named) => named is null || File.Exists(named)
        ? OpenStore(named)
        : throw new BadInputException($"there is no file of keys {named}: name the right one (--keys FILE), or add a key to it ('touchline keys add NAME --keys {named}')");

    private static Command Add()
    {
        var name = new Argument<string>("NAME") { Description = "What you call it: letters, digits, _ and -" };
        var venue = new Option<string>("--venue") { Description = "binance", DefaultValueFactory = _ => "binance" };
        var kind = new Option<string>("--kind") { Description = "How its requests are signed: hmac, ed25519 or rsa", DefaultValueFactory = _ => "hmac" };
        var secretFile = new Option<string?>("--secret-file") { Description = "A file with the secret: of ed25519 and rsa keys the private key, PKCS#8 PEM (needed there)" };
        Option<string?> store = StoreOption(), keyFile = KeyFileOption();
        keyFile.Description = "Seal it under this key file instead of a pass phrase; made if there is none";
        var command = new Command("add", "Add a key. Asks for the API key, the secret and a pass phrase, or reads them from standard input, one a line.") { name, venue, kind, secretFile, store, keyFile };
        command.SetAction((parsed, _) => CommandLine.Start(() => Add(
            parsed.GetValue(name)!, parsed.GetValue(venue)!, parsed.GetValue(kind)!, parsed.GetValue(secretFile), parsed.GetValue(store), parsed.GetValue(keyFile))));
        return command;
    }

    private static Command List()
    {
        var json = new Option<bool>("--json") { Description = "Print one JSON array" };
        Option<string?> store = StoreOption();
        var command = new Command("list", "List the keys: name, venue, kind and what they open with.") { json, store };
        command.SetAction((parsed, _) => CommandLine.Start(() => List(OpenExisting(parsed.GetValue(store)).Entries, parsed.GetValue(json))));
        return command;
    }

    private static Command Remove()
    {
        var name = new Argument<string>("NAME");
        Option<string?> store = StoreOption();
        var command = new Command("remove", "Remove a key from the file. At the venue it goes on: delete it there too.") { name, store };
        command.SetAction((parsed, _) => CommandLine.Start(() => Remove(parsed.GetValue(name)!, parsed.GetValue(store))));
        return command;
    }

    private static int Add(string name, string venue, string kind, string? secretFile, string? storePath, string? keyFile)
    {
        if (venue != "binance")
            throw new BadInputException($"venue '{venue}' is unknown; right is: binance");
        if (!VenueKey.Kinds.Contains(kind))
            throw new BadInputException($"kind '{kind}' is unknown; right is one of {string.Join(", ", VenueKey.Kinds)}");
        if (kind != "hmac" && secretFile is null)
            throw new BadInputException($"a key of kind {kind} needs --secret-file with its private key, PKCS#8 PEM");
        KeyStore store = OpenStore(storePath);
        if (store.Entries.Any(e => e.Name == name))
            throw new BadInputException($"there is a key '{name}' already; 'touchline keys remove {name}' takes it away");
        string apiKey = CheckApiKey(KeyPrompt.Ask("API key"));
        string secret = secretFile is null ? KeyPrompt.Ask("secret") : ReadSecret(secretFile);
        // A private key that can't sign would only be noticed when orders are to be sent.
        Touchline.Venues.Binance.BinanceSigner.Of(new Touchline.Venues.Binance.BinanceCredentials(apiKey, kind, secret));
        if (keyFile is not null && !File.Exists(keyFile))
            KeyLock.CreateFile(keyFile);
        store.Add(new VenueKey(name, venue, kind, apiKey, secret), KeyPrompt.Lock(keyFile, ConfigurationPlace.Current().Environment, isNew: true), DateTimeOffset.UtcNow);
        store.Save();
        Console.WriteLine($"key '{name}' was added, sealed under {(keyFile is null ? "the pass phrase" : keyFile)}");
        return CommandLine.Done;
    }

    // It goes into a request's header as it is.
    private static string CheckApiKey(string text)
    {
        if (text.Contains("-----", StringComparison.Ordinal))
            throw new BadInputException("the API key is a PEM: right is the text that the venue shows as the API key; the private key's file is named with --secret-file");
        if (text.AsSpan().ContainsAnyExceptInRange('!', '~'))
            throw new BadInputException("the API key holds a blank or a character beyond ASCII; right is the text that the venue shows as the API key, nothing around it");
        return text;
    }

    private static int List(IReadOnlyList<VenueKeyEntry> entries, bool json)
    {
        if (json)
        {
            var array = new JsonArray([.. entries.Select(e => new JsonObject
            {
                ["name"] = e.Name,
                ["venue"] = e.Venue,
                ["kind"] = e.Kind,
                ["lock"] = Lock(e),
                ["added"] = $"{e.AddedAt.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}",
            })]);
            Console.WriteLine(array.ToJsonString(JsonText.Indented));
        }
        else if (entries.Count == 0)
        {
            Console.WriteLine("no keys; 'touchline keys add NAME' adds one");
        }
        else
        {
            Console.WriteLine(TextColumns.Of(
            [
                ["name", "venue", "kind", "opens with", "added (UTC)"],
                .. entries.Select(e => new[] { e.Name, e.Venue, e.Kind, Lock(e), $"{e.AddedAt.UtcDateTime:yyyy-MM-dd HH:mm}" }),
            ]));
        }

        return CommandLine.Done;
    }

    private static int Remove(string name, string? storePath)
    {
        KeyStore store = OpenExisting(storePath);
        store.Remove(name);
        store.Save();
        Console.WriteLine($"key '{name}' was removed");
        return CommandLine.Done;
    }

    private static string Lock(VenueKeyEntry entry) => entry.IsUnderKeyFile ? "key file" : "pass phrase";

    private static string ReadSecret(string path)
    {
        try
        {
            if (new FileInfo(path).Length > MostPemBytes)
                throw new BadInputException($"{path} is larger than a private key; a PKCS#8 PEM file is right");
            return File.ReadAllText(path).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"secret file {path}: {e.Message}", e);
        }
    }
}
