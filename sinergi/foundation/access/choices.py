MANAGE = "access.manage"
