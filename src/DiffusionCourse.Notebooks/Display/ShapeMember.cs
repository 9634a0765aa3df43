using System.Net;
using System.Reflection;

namespace DiffusionCourse.Notebooks.Display;

/// <summary>A property or field that is shown.</summary>
internal sealed record ShapeMember(string Name, Func<object, object?> Read)
{
    /// <summary>The value; null where the getter throws.</summary>
    public object? TryRead(object owner)
    {
        try
        {
            return Read(owner);
        }
        catch (TargetInvocationException)
        {
            return null;
        }
    }

    /// <summary>The value as HTML; a getter that throws shows its exception, so that the rest is still seen.</summary>
    public string Show(object owner, Func<object?, string> show)
    {
        object? value;
        try
        {
            value = Read(owner);
        }
        catch (TargetInvocationException exception)
        {
            return $"<em>{WebUtility.HtmlEncode($"{exception.InnerException!.GetType().Name}: {exception.InnerException.Message}")}</em>";
        }

        return show(value);
    }
}
