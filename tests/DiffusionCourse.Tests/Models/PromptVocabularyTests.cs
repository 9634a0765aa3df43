using DiffusionCourse.Models;
using DiffusionCourse.Settings;

namespace DiffusionCourse.Tests.Models;

/// <summary>Words that a model was not trained on are named, and words that it was trained on are not.</summary>
public sealed class PromptVocabularyTests
{
    private static readonly ModelPrompts Prompts = ModelFolder.Open("emoji-128").Prompts;
    private static readonly PromptVocabulary Vocabulary = new(Prompts);

    [Theory]
    [InlineData("a quokka riding a bicycle on the moon", "\"quokka\", \"riding\", \"on\", \"the\"")]
    [InlineData("a palette, flat style", "\"palette\" (near: paint palette)")]
    [InlineData("a green apple", "\"green\" (near: green background), \"apple\" (near: red apple")]
    [InlineData("an astronout", "\"astronout\" (near: astronaut)")]
    [InlineData("a cat, watercolor style", "\"watercolor\"")]
    public void Unknown_words_are_named_with_near_ones(string prompt, string named) =>
        Assert.Contains(named, Vocabulary.Notice(prompt), StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("   , ,")]
    [InlineData("A CAT, Flat Style, red background")]
    [InlineData("a t-shirt, high-heeled shoe")]
    [InlineData("stencil style")]
    public void Known_prompts_give_no_notice(string prompt) => Assert.Null(Vocabulary.Notice(prompt));

    [Fact]
    public void Every_concept_style_and_background_is_known()
    {
        Assert.All(Prompts.Concepts, concept => Assert.Null(Vocabulary.Notice($"a {concept}, {Prompts.Styles[0]} style, {Prompts.Backgrounds[0]} background")));
        Assert.All(Prompts.Styles, style => Assert.Null(Vocabulary.Notice($"{style} style")));
        Assert.All(Prompts.Backgrounds, colour => Assert.Null(Vocabulary.Notice($"{colour} background")));
    }

    [Fact]
    public void The_course_asks_for_nothing_that_the_model_does_not_know()
    {
        var course = CoursePrompts.Drawings;
        Assert.All([course.TestImage, course.GuidanceScale, course.Steps, course.QualityAndSpeed, course.Comparison, course.Optimisation, course.Denoising, course.Subject, course.UnwantedStyle, course.BlackStyle, .. course.Styles],
            prompt => Assert.Null(Vocabulary.Notice(prompt)));
    }

    // At 0.75 and more a picture is named in nine of twelve cases or more, whatever its style.
    [Fact]
    public void The_course_draws_what_its_readers_recognise()
    {
        var course = CoursePrompts.Drawings;
        Assert.Equal(Prompts.Concepts.Count, Prompts.Recognisability.Count);
        Assert.All([course.TestImage, course.GuidanceScale, course.Steps, course.QualityAndSpeed, course.Comparison, course.Optimisation, course.Denoising, course.Subject, .. course.Styles], prompt =>
        {
            var concept = Prompts.Concepts.Single(name => prompt.Split(',')[0].EndsWith($" {name}", StringComparison.Ordinal));
            Assert.InRange(Prompts.Recognisability[Prompts.Concepts.ToList().IndexOf(concept)], 0.75, 1);
        });
    }

    [Fact]
    public void Any_text_whatever_its_length_gives_one_sentence()
    {
        var notice = Vocabulary.Notice(string.Join(' ', Enumerable.Range(0, 5000).Select(i => $"word{i}")))!;
        Assert.Contains("and 4992 more", notice, StringComparison.Ordinal);
        Assert.True(notice.Length < 1000);
    }
}
