using System.CommandLine;
using System.Text.Json.Nodes;
using Touchline.Configuration;
using Touchline.Core;
using Touchline.Keys;
using Touchline.Users;

namespace Touchline.Commands;

/// <summary><c>touchline users</c>: who may use the HTTP API. A running session goes by what is changed here from its next request on.</summary>
internal static class UsersCommand
{
    // A year at most.
    private const long ShortestTokenNs = 60_000_000_000, LongestTokenNs = 8_784 * 3_600_000_000_000;

    public static Command Create() => new("users", "Keep the users of the HTTP API: their roles and passwords.") { Add(), List(), Password(), Role(), Token(), Remove() };

    private static Command Add()
    {
        Argument<string> name = Name(User.RightName);
        var role = new Option<string>("--role") { Description = Roles.Right, DefaultValueFactory = _ => Users.Role.Viewer.Text() };
        var command = new Command("add", "Add a user. Asks for the password, or reads it from standard input. In a file that isn't there yet the first user is an admin.") { name, role };
        return Start(command, (parsed, access) => Add(access, parsed.GetValue(name)!, ReadRole(parsed.GetValue(role)!)));
    }

    private static Command List()
    {
        var json = new Option<bool>("--json") { Description = "Print one JSON array" };
        return Start(new Command("list", "List the users and their roles.") { json }, (parsed, access) => List(access.Users, parsed.GetValue(json)));
    }

    private static Command Password()
    {
        Argument<string> name = Name("The user");
        var command = new Command("passwd", "Give a user another password, without the old one. Asks for it, or reads it from standard input. All logins of the user end.") { name };
        return Start(command, (parsed, access) => SetPassword(access, parsed.GetValue(name)!));
    }

    private static Command Role()
    {
        Argument<string> name = Name("The user");
        var role = new Argument<string>("ROLE") { Description = Roles.Right };
        return Start(new Command("role", "Give a user another role. It holds at once.") { name, role }, (parsed, access) =>
        {
            User user = Done(access.SetRole(parsed.GetValue(name)!, ReadRole(parsed.GetValue(role)!)));
            return Say($"user '{user.Name}' is {user.Role.Text()} now");
        });
    }

    private static Command Token()
    {
        Argument<string> name = Name("A user of role viewer");
        var life = new Option<string>("--for") { Description = "How long it holds: a time with its unit from 1m to 8784h", DefaultValueFactory = _ => "720h" };
        var command = new Command("token", "Print a token for a machine that only looks, e.g. Prometheus. It ends early by another password of the user.") { name, life };
        return Start(command, (parsed, access) => Say(access.Issue(parsed.GetValue(name)!, ReadLife(parsed.GetValue(life)!))));
    }

    private static Command Remove()
    {
        Argument<string> name = Name("The user");
        return Start(new Command("remove", "Remove a user. All logins of the user end.") { name }, (parsed, access) => Say($"user '{Done(access.Remove(parsed.GetValue(name)!)).Name}' was removed"));
    }

    private static int Add(UserAccess access, string name, Role role)
    {
        bool isFirst = !File.Exists(access.Path);
        if (isFirst && role != Users.Role.Admin)
            throw new BadInputException($"there is no file of users {access.Path} yet, and its first user has to administer it: right is --role {Users.Role.Admin.Text()}");
        // Before the password is asked for.
        if (!User.IsName(name))
            throw new BadInputException($"user name '{name}' is wrong; right are {User.RightName}");
        if (!isFirst && access.Find(name) is not null)
            throw new BadInputException($"there is a user '{name}' already; 'touchline users role' and 'passwd' change it");
        string password = AskNew(name);
        User user = Done((isFirst ? access.AddFirst(name, password) : null) ?? access.Add(name, role, password).GetAwaiter().GetResult());
        return Say($"user '{user.Name}' was added as {user.Role.Text()}{(isFirst ? $", in the new file {access.Path}" : "")}");
    }

    private static int SetPassword(UserAccess access, string name)
    {
        if (access.Find(name) is null)
            Done(UserOutcome.Unknown(name));
        User user = Done(access.SetPassword(name, AskNew(name)).GetAwaiter().GetResult());
        return Say($"user '{user.Name}' has another password; all earlier logins have ended");
    }

    private static int List(IReadOnlyList<User> users, bool json)
    {
        if (!json)
        {
            return Say(TextColumns.Of(
            [
                ["name", "role", "added (UTC)", "password of (UTC)"],
                .. users.Select(u => new[] { u.Name, u.Role.Text(), $"{u.Created.UtcDateTime:yyyy-MM-dd HH:mm}", $"{u.PasswordChanged.UtcDateTime:yyyy-MM-dd HH:mm}" }),
            ]));
        }

        return Say(new JsonArray([.. users.Select(u => new JsonObject
        {
            ["name"] = u.Name,
            ["role"] = u.Role.Text(),
            ["version"] = u.Version,
            ["created"] = $"{u.Created.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}",
            ["password_changed"] = $"{u.PasswordChanged.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}",
        })]).ToJsonString(JsonText.Indented));
    }

    private static string AskNew(string name)
    {
        string password = KeyPrompt.Ask($"new password of user {name}");
        if (Passwords.FaultOf(password) is { } fault)
            throw new BadInputException(fault);
        if (!Console.IsInputRedirected && KeyPrompt.Ask("the same again") != password)
            throw new BadInputException("the passwords differ; nothing was changed");
        return password;
    }

    private static User Done(UserOutcome outcome) => outcome.IsDone ? outcome.User! : throw new BadInputException(outcome.Why!);

    private static int Say(string text)
    {
        Console.WriteLine(text);
        return CommandLine.Done;
    }

    private static TimeSpan ReadLife(string text) => Duration.TryParse(text, out long ns) && ns is >= ShortestTokenNs and <= LongestTokenNs
        ? TimeSpan.FromTicks(ns / TimeSpan.NanosecondsPerTick)
        : throw new BadInputException($"--for '{text}' is wrong; right is a time with its unit from 1m to 8784h, e.g. 720h");

    private static Role ReadRole(string text) => Roles.TryParse(text, out Role role) ? role : throw new BadInputException($"role '{text}' is unknown; right is {Roles.Right}");

    private static Argument<string> Name(string description) => new("NAME") { Description = description };

    private static Command Start(Command command, Func<ParseResult, UserAccess, int> run)
    {
        var settings = new TradingOptions([HttpSetting.Users]);
        settings.AddTo(command);
        command.SetAction((parsed, _) => CommandLine.Start(() =>
        {
            string path = HttpSetting.UsersPath(settings.ReadHere(parsed), ConfigurationPlace.Current());
            return run(parsed, new UserAccess(path, new UserAccessOptions(), TimeProvider.System));
        }));
        return command;
    }
}
