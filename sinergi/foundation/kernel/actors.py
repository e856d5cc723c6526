"""Who acts. One frozen value serves as `by` in services and as `viewer` in queries, so that all doors ask alike."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Scope:
    """Capabilities held in one part of the tree of institutions: all whose path starts with `path`; "" is everywhere."""

    capabilities: frozenset[str]
    path: str


@dataclass(frozen=True)
class Actor:
    """A signed-in user with the grants of one day, or the system itself.

    `key` goes into audit entries ("user:<uuid>", "system:<name>", "nobody"); `label` is what people read.
    """

    key: str
    label: str
    user_id: int | None = None
    scopes: tuple[Scope, ...] = ()
    is_system: bool = field(default=False)

    @classmethod
    def system(cls, name: str) -> Actor:
        """The machine, acting for whoever may use its command line, schedule or queue. It may do everything."""
        return cls(key=f"system:{name}", label=f"Sistem ({name})", is_system=True)

    def may(self, capability: str, path: str | None) -> bool:
        """Whether the capability is held at `path`. What has no place in the tree (None) is reached from everywhere only."""
        return self.is_system or any(
            capability in scope.capabilities
            and (path is not None or scope.path == "")
            and (path or "").startswith(scope.path)
            for scope in self.scopes
        )

    def may_somewhere(self, capability: str) -> bool:
        """Whether the capability is held anywhere at all: enough to show a menu entry, never enough to act."""
        return self.is_system or any(capability in scope.capabilities for scope in self.scopes)

    def paths(self, capability: str) -> tuple[str, ...]:
        """The shortest prefixes under which the capability is held: `("",)` is everywhere, `()` nowhere."""
        if self.is_system:
            return ("",)
        shortest: list[str] = []
        for path in sorted({scope.path for scope in self.scopes if capability in scope.capabilities}):
            if not any(path.startswith(kept) for kept in shortest):
                shortest.append(path)
        return tuple(shortest)


NOBODY = Actor(key="nobody", label="Tamu")
