"""The 46 kinds of request in 10 groups, and the two lists that the method is known by."""

from __future__ import annotations

from collections.abc import Mapping

GROUPS: Mapping[str, tuple[str, ...]] = {
    "generation": (
        "question_generation",
        "story_generation",
        "poem_generation",
        "email_generation",
        "data_generation",
        "text_to_text_translation",
    ),
    "brainstorming": ("advice_giving", "recommendations", "how_to_generation", "planning"),
    "code": (
        "code_correction",
        "code_simplification",
        "explain_code",
        "text_to_code_translation",
        "code_to_code_translation",
        "language_learning_questions",
        "code_language_classification",
        "code_to_text_translation",
    ),
    "rewriting": (
        "instructional_rewriting",
        "language_polishing",
        "paraphrasing",
        "text_correction",
    ),
    "extraction": ("information_extraction", "keywords_extraction", "table_extraction"),
    "summarization": ("title_generation", "text_summarization", "note_summarization"),
    "conversation": (
        "open_qa",
        "closed_qa",
        "fact_verification",
        "value_judgement",
        "roleplay",
        "explain_answer",
    ),
    "specialized educational dialog": (
        "natural_language_learning_tutor",
        "exam_problem_solving_tutor",
        "ml_ai_language_model_tutor",
        "math_puzzles",
        "fill_in_the_blank",
    ),
    "classification": (
        "general_classification",
        "ordering",
        "sentiment_analysis",
        "language_classification",
        "topic_classification",
    ),
    "others": ("default", "rejecting"),
}
TASKS: tuple[str, ...] = tuple(task for tasks in GROUPS.values() for task in tasks)
DEFAULT = "default"

# The method's own lists: what the front matter of the built-in files says.
NEVER_REWRITTEN = frozenset(
    {
        "advice_giving",
        "code_simplification",
        "default",
        "note_summarization",
        "paraphrasing",
        "poem_generation",
        "roleplay",
        "story_generation",
        "table_extraction",
        "text_summarization",
        "title_generation",
    }
)
NEEDS_EVIDENCE = frozenset(
    {"how_to_generation", "open_qa", "fact_verification", "recommendations", "explain_answer"}
)


def group_of(task: str) -> str:
    """The group of a built-in task; empty for any other."""
    return next((group for group, tasks in GROUPS.items() if task in tasks), "")
