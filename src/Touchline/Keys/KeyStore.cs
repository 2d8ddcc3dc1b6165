using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Touchline.Commands;
using Touchline.Configuration;
using Touchline.Core;

namespace Touchline.Keys;

/// <summary>
/// The file of a user's API keys, each sealed with AES-256-GCM; format: docs/keys.md. Names, venues and kinds are open to read but bound to what is sealed. Written whole
/// or not at all, for its owner alone.
/// </summary>
internal sealed class KeyStore
{
    public const string PathVariable = "TOUCHLINE_KEYS";

    private const int Version = 1;
    private const int SaltBytes = 16;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int MostIterations = 100_000_000;
    private const int MostNameLength = 64;

    private readonly string _path;
    private readonly List<JsonObject> _entries;

    private KeyStore(string path, List<JsonObject> entries)
    {
        _path = path;
        _entries = entries;
    }

    public IReadOnlyList<VenueKeyEntry> Entries => [.. _entries.Select(Entry)];

    /// <summary>The user's file: named by the environment, else under the user's configuration.</summary>
    public static string UsualPath(IReadOnlyDictionary<string, string> environment)
    {
        if (environment.TryGetValue(PathVariable, out string? named) && named.Length > 0)
            return named;
        return Path.Combine(UserFolder.Of(environment), "keys.json");
    }

    /// <summary>Empty where there is no file.</summary>
    /// <exception cref="BadInputException">The file can't be read or is none of ours.</exception>
    public static KeyStore Open(string path)
    {
        if (!File.Exists(path))
            return new KeyStore(path, []);
        try
        {
            JsonObject root = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
            int version = (int)root["version"]!;
            if (version != Version)
                throw new BadInputException($"{path} is of version {version}; this program reads version {Version}");
            List<JsonObject> entries = [.. root["keys"]!.AsArray().Select(k => k!.AsObject())];
            entries.ForEach(e => Entry(e));
            return new KeyStore(path, entries);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or NullReferenceException or OverflowException)
        {
            string where = e is JsonException { LineNumber: { } line } ? $" (it isn't JSON from line {line + 1} on)" : "";
            throw new BadInputException($"{path} is no file of keys as docs/keys.md has it{where}: name the right one (--keys FILE), or move it away and add the keys again", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{path}: {e.Message}", e);
        }
    }

    /// <exception cref="BadInputException">There is one of that name, or the name is none.</exception>
    public void Add(VenueKey key, KeyLock with, DateTimeOffset now)
    {
        CheckName(key.Name);
        if (Find(key.Name) is not null)
            throw new BadInputException($"there is a key '{key.Name}' already; 'touchline keys remove {key.Name}' takes it away");
        byte[] salt = RandomNumberGenerator.GetBytes(SaltBytes), nonce = RandomNumberGenerator.GetBytes(NonceBytes);
        var entry = new JsonObject
        {
            ["name"] = key.Name,
            ["venue"] = key.Venue,
            ["kind"] = key.Kind,
            ["added"] = now.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ"),
            ["lock"] = with.IsKeyFile ? "key-file" : "pass-phrase",
            ["salt"] = Convert.ToBase64String(salt),
            ["nonce"] = Convert.ToBase64String(nonce),
        };
        if (!with.IsKeyFile)
            entry["iterations"] = KeyLock.Iterations;
        byte[] plain = JsonSerializer.SerializeToUtf8Bytes(new[] { key.ApiKey, key.Secret }, JsonText.Indented);
        byte[] sealedBytes = new byte[plain.Length], tag = new byte[TagBytes];
        using (var aes = new AesGcm(with.KeyOf(salt, KeyLock.Iterations), TagBytes))
            aes.Encrypt(nonce, plain, sealedBytes, tag, BoundText(entry));
        CryptographicOperations.ZeroMemory(plain);
        entry["sealed"] = Convert.ToBase64String(sealedBytes);
        entry["tag"] = Convert.ToBase64String(tag);
        _entries.Add(entry);
    }

    /// <exception cref="BadInputException">There is none of that name.</exception>
    public void Remove(string name)
    {
        _entries.Remove(Find(name) ?? throw Unknown(name));
    }

    /// <exception cref="BadInputException">There is none of that name.</exception>
    public VenueKeyEntry EntryOf(string name) => Entry(Find(name) ?? throw Unknown(name));

    /// <exception cref="BadInputException">There is none of that name, or it doesn't open with this.</exception>
    public VenueKey Unlock(string name, KeyLock with)
    {
        JsonObject entry = Find(name) ?? throw Unknown(name);
        VenueKeyEntry told = Entry(entry);
        if (told.IsUnderKeyFile != with.IsKeyFile)
            throw new BadInputException($"key '{name}' opens with a {(told.IsUnderKeyFile ? "key file: --key-file FILE" : "pass phrase, not a key file")}");
        try
        {
            byte[] cipher = Convert.FromBase64String((string)entry["sealed"]!), plain = new byte[cipher.Length];
            int iterations = with.IsKeyFile ? 0 : (int)entry["iterations"]!;
            if (!with.IsKeyFile && iterations is < 1 or > MostIterations)
                throw new FormatException("the number of iterations makes no sense");
            using var aes = new AesGcm(with.KeyOf(Convert.FromBase64String((string)entry["salt"]!), iterations), TagBytes);
            aes.Decrypt(Convert.FromBase64String((string)entry["nonce"]!), cipher, Convert.FromBase64String((string)entry["tag"]!), plain, BoundText(entry));
            string[] texts = JsonSerializer.Deserialize<string[]>(plain, JsonText.Indented)!;
            CryptographicOperations.ZeroMemory(plain);
            return new VenueKey(name, told.Venue, told.Kind, texts[0], texts[1]);
        }
        catch (AuthenticationTagMismatchException e)
        {
            throw new BadInputException(
                with.IsKeyFile ? $"key '{name}' doesn't open with this key file, or its entry was changed" : $"key '{name}' doesn't open: the pass phrase is wrong, or its entry was changed", e);
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException or NullReferenceException or CryptographicException or ArgumentException or JsonException)
        {
            throw new BadInputException($"key '{name}' in {_path} is damaged, as by a change by hand: 'touchline keys remove {name}', then add it again", e);
        }
    }

    /// <exception cref="BadInputException">The file can't be written; what was there stays.</exception>
    public void Save()
    {
        var root = new JsonObject { ["version"] = Version, ["keys"] = new JsonArray([.. _entries.Select(e => e.DeepClone())]) };
        try
        {
            string full = Path.GetFullPath(_path), partial = full + ".partial";
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            // One that is there already would keep the rights it has.
            File.Delete(partial);
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using (var file = new FileStream(partial, options))
            {
                file.Write(Encoding.UTF8.GetBytes(root.ToJsonString(JsonText.Indented) + "\n"));
                file.Flush(flushToDisk: true);
            }

            File.Move(partial, full, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{_path} can't be written: {e.Message}", e);
        }
    }

    private JsonObject? Find(string name) => _entries.FirstOrDefault(e => (string)e["name"]! == name);

    private BadInputException Unknown(string name)
    {
        string known = _entries.Count == 0 ? "there is none; 'touchline keys add NAME' adds one" : $"there are {string.Join(", ", _entries.Select(e => (string)e["name"]!))}";
        return new BadInputException($"no key is named '{name}': {known}");
    }

    private static void CheckName(string name)
    {
        if (name.Length is 0 or > MostNameLength || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-'))
            throw new BadInputException($"key name '{name}' is wrong; 1 to {MostNameLength} letters, digits, _ and - are right");
    }

    // What can be read without opening can't be changed without being noticed.
    private static byte[] BoundText(JsonObject entry) => Encoding.UTF8.GetBytes($"{Version}|{entry["name"]}|{entry["venue"]}|{entry["kind"]}|{entry["lock"]}");

    private static VenueKeyEntry Entry(JsonObject entry) => new(
        (string)entry["name"]!, (string)entry["venue"]!, (string)entry["kind"]!,
        (string)entry["lock"]! switch
        {
            "key-file" => true,
            "pass-phrase" => false,
            string other => throw new FormatException($"'{other}' is no lock"),
        },
        DateTimeOffset.Parse((string)entry["added"]!, System.Globalization.CultureInfo.InvariantCulture));
}
