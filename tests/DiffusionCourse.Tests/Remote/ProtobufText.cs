using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace DiffusionCourse.Tests.Remote;

/// <summary>Reads protobuf text by a message's descriptor, strictly: a field that the message lacks, or a value of another kind, is an error.</summary>
internal sealed partial class ProtobufText
{
    private readonly Queue<string> _tokens;

    private ProtobufText(string text)
        => _tokens = new(Token().Matches(CommentLine().Replace(text, "")).Select(match => match.Value));

    public static T Parse<T>(string text) where T : IMessage<T>, new()
    {
        var reader = new ProtobufText(text);
        var json = reader.Message(new T().Descriptor, end: null);
        return JsonParser.Default.Parse<T>(json.ToJsonString());
    }

    private JsonObject Message(MessageDescriptor descriptor, string? end)
    {
        var message = new JsonObject();
        while (end is null ? _tokens.Count > 0 : _tokens.Peek() != end)
        {
            var name = _tokens.Dequeue();
            var field = descriptor.FindFieldByName(name) ?? throw new FormatException($"{descriptor.Name} has no field '{name}'.");
            var isMessage = field.FieldType == FieldType.Message;
            if (_tokens.Peek() == ":")
            {
                _tokens.Dequeue();
            }
            else if (!isMessage)
            {
                throw new FormatException($"'{name}' wants a colon.");
            }

            if (field.IsRepeated && _tokens.Peek() == "[")
            {
                _tokens.Dequeue();
                while (_tokens.Peek() != "]")
                {
                    Add(message, field, Value(field));
                    if (_tokens.Peek() == ",")
                    {
                        _tokens.Dequeue();
                    }
                }

                _tokens.Dequeue();
            }
            else
            {
                Add(message, field, Value(field));
            }

            if (_tokens.Count > 0 && _tokens.Peek() is "," or ";")
            {
                _tokens.Dequeue();
            }
        }

        if (end is not null)
        {
            _tokens.Dequeue();
        }

        return message;
    }

    private static void Add(JsonObject message, FieldDescriptor field, JsonNode value)
    {
        if (field.IsMap)
        {
            var entry = value.AsObject();
            var key = (string)entry["key"]!;
            entry.Remove("key", out _);
            entry.Remove("value", out var content);
            var map = message[field.JsonName]?.AsObject() ?? [];
            Assert.True(map.TryAdd(key, content), $"{field.Name} has '{key}' twice.");
            message[field.JsonName] = map;
        }
        else if (field.IsRepeated)
        {
            var list = message[field.JsonName]?.AsArray() ?? [];
            list.Add(value);
            message[field.JsonName] = list;
        }
        else
        {
            Assert.False(message.ContainsKey(field.JsonName), $"{field.Name} stands twice.");
            message[field.JsonName] = value;
        }
    }

    private JsonNode Value(FieldDescriptor field)
    {
        var token = _tokens.Dequeue();
        return field.FieldType switch
        {
            FieldType.Message => token == "{" ? Message(field.MessageType, "}") : throw new FormatException($"'{field.Name}' is a message."),
            FieldType.String => token is ['"', .., '"'] ? token[1..^1] : throw new FormatException($"'{field.Name}' is a string, not {token}."),
            FieldType.Bool => token is "true" or "false" ? token == "true" : throw new FormatException($"'{field.Name}' is a bool, not {token}."),
            FieldType.Enum => field.EnumType.FindValueByName(token) is not null ? token : throw new FormatException($"'{field.Name}' has no value {token}."),
            _ => long.Parse(token, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture),
        };
    }

    [GeneratedRegex("\"[^\"\\\\\n]*\"|[A-Za-z_][A-Za-z0-9_]*|-?[0-9]+|[{}\\[\\]:,;]|\\S")]
    private static partial Regex Token();

    [GeneratedRegex("#[^\n]*")]
    private static partial Regex CommentLine();
}
