"""What a studio does with sessions: who may see them, how much there may be, how they begin and end."""
